import { ownSource } from '../contract/events.js';

/** Who decides. */
export interface Actor {
  id: string;
  name: string;
}

/** What Baton does by itself: on a schedule, or as a consequence of what somebody decided. */
export const product: Actor = { id: ownSource, name: 'Baton' };
