import type { CloudEvent } from '../contract/events.js';

/** Conversations that are looked at, shown, and events kept of one and in all. */
const lookedAt = 60;
const shown = 8;
const eventsOfOne = 500;
const eventsInAll = 10_000;

/** Events of the first conversations, for a preview: constant memory, however large the files. */
export class Sample {
  private readonly conversations = new Map<string, CloudEvent[]>();
  private kept = 0;

  add(event: CloudEvent): void {
    const { subject } = event;
    if (subject === undefined || this.kept >= eventsInAll) return;
    const known = this.conversations.get(subject);
    if (known ? known.length >= eventsOfOne : this.conversations.size >= lookedAt) return;
    this.kept++;
    if (known) known.push(event);
    else this.conversations.set(subject, [event]);
  }

  /** Those that are handed over come first; one that is not is among them where there is one. */
  choose(): CloudEvent[][] {
    const all = [...this.conversations.values()];
    const isHandedOver = (events: CloudEvent[]) => events.some(({ type }) => type === 'handoff.initiated');
    const handedOver = all.filter(isHandedOver);
    const others = all.filter((events) => !isHandedOver(events));
    const most = shown - Math.min(others.length, 2);
    const chosen = [...handedOver.slice(0, most), ...others];
    return chosen.slice(0, shown);
  }
}
