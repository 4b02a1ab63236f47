import type { Place, Understood } from '../sources/source.js';
import type { Counts } from './event-sender.js';

/** Places shown for one and the same reason. */
const shown = 3;
const grouped = (count: number) => count.toLocaleString('en-US');
const placeOf = ({ file, index, line }: Place) =>
  `${file === undefined ? '' : `${file}: `}record ${index + 1} (line ${line})`;
/** Kinds of records without events that are told apart: some sources name them freely. */
const keptKinds = 200;
/** Kinds that are named. */
const shownKinds = 6;

/** What an import understood, and what it could not use: located, the same reason only a few times. */
export class ImportReport {
  records = 0;
  refusedRecords = 0;
  events = 0;
  private conversations = 0;
  private handoffs = 0;
  private assumed = 0;
  private readonly reasons = new Map<string, { places: string[]; count: number }>();
  private readonly actions = new Map<string, number>();
  private readonly notes = new Map<string, number>();
  private readonly ignored = new Map<string, number>();

  understood({ events, notes = [], ignored }: Understood): void {
    this.records++;
    if (ignored !== undefined && events.length === 0) {
      const kind = ignored.slice(0, 60);
      add(this.ignored, this.ignored.size < keptKinds || this.ignored.has(kind) ? kind : 'others');
    }
    for (const event of events) {
      this.events++;
      if (event.type === 'conversation.started') this.conversations++;
      if (event.type === 'handoff.initiated') this.handoffs++;
      if (event.timeassumed) this.assumed++;
      const action = event.data?.action;
      if (typeof action === 'string') add(this.actions, action);
    }
    for (const note of notes) add(this.notes, note.replace(/^message \d+ /, ''));
  }

  refusedRecord(at: Place, reason: string): void {
    this.records++;
    this.refusedRecords++;
    this.refused(at, reason);
  }

  refused(at: Place, reason: string): void {
    const known = this.reasons.get(reason) ?? { places: [], count: 0 };
    known.count++;
    if (known.places.length < shown) known.places.push(placeOf(at));
    this.reasons.set(reason, known);
  }

  /** What is wrong, one line per reason. */
  complaints(): string[] {
    return [...this.reasons].map(([reason, { places, count }]) => {
      const more = count > places.length ? ` and ${grouped(count - places.length)} more` : '';
      return `${places.join(', ')}${more}: ${reason}`;
    });
  }

  summary(counts: Counts | undefined, handoffTools: readonly string[] | undefined): string[] {
    const lines = [
      `${grouped(this.records)} records read, ${grouped(this.refusedRecords)} refused`,
      `${grouped(this.conversations)} conversations, ${grouped(this.handoffs)} handoffs, ${grouped(this.events)} events`,
    ];
    if (this.assumed > 0) lines.push(`${grouped(this.assumed)} times are assumed and marked so`);
    if (this.ignored.size > 0) {
      const count = [...this.ignored.values()].reduce((sum, each) => sum + each, 0);
      const kinds = [...this.ignored].sort((one, other) => other[1] - one[1]);
      const named = kinds.slice(0, shownKinds).map(([kind, each]) => `${kind} (${grouped(each)})`);
      const more = kinds.length > shownKinds ? ', …' : '';
      lines.push(`${grouped(count)} records give no event: ${named.join(', ')}${more}`);
    }
    for (const [note, count] of this.notes) lines.push(`${grouped(count)} times: ${note}`);
    if (handoffTools && this.handoffs === 0 && this.actions.size > 0) {
      const called = [...this.actions].sort((one, other) => other[1] - one[1]).slice(0, 8);
      lines.push(
        `No call of ${handoffTools.join(', ')} was found; tools called: ${called.map(([name]) => name).join(', ')}. Name the right one with --handoff-tool.`,
      );
    }
    if (counts) {
      const { accepted, duplicate, conflict, invalid } = counts;
      lines.push(
        `${grouped(accepted)} accepted, ${grouped(duplicate)} duplicate, ${grouped(conflict)} conflict, ${grouped(invalid)} invalid`,
      );
    }
    return lines;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
