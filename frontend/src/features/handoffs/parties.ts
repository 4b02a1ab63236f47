import { words } from '../../lib/format';
import type { HandoffSummary } from './handoff-list';

type Parties = Pick<HandoffSummary, 'fromKind' | 'toKind' | 'bot' | 'fromQueue' | 'queue'>;

/** Who gave it away, by name where one is known. */
export function giverOf({ fromKind, bot, fromQueue }: Parties): string {
  return (fromKind === 'bot' ? bot : fromQueue) ?? words(fromKind);
}

/** Who was to take it. */
export function takerOf({ toKind, bot, queue }: Parties): string {
  return (toKind === 'bot' ? bot : queue) ?? toKind;
}
