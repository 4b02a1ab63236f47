import type { DataOf } from '../contract/events.js';

type Priority = NonNullable<DataOf<'handoff.initiated'>['priority']>;

const meanings: Record<string, Priority> = {
  low: 'low',
  normal: 'normal',
  medium: 'normal',
  // Intercom knows two.
  not_priority: 'normal',
  priority: 'high',
  high: 'high',
  urgent: 'urgent',
  critical: 'urgent',
};

/** A vendor's word for how urgent it is; numbers, which every site means otherwise, are left out. */
export const priorityOf = (text: string | undefined): Priority | undefined =>
  meanings[(text ?? '').toLowerCase()];
