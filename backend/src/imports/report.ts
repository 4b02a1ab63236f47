import type { Ability } from '../contract/detectors.js';
import type { CloudEvent } from '../contract/events.js';
import type { ImportReport } from '../contract/imports.js';
import { lacksOf } from '../detectors/unmeasured.js';
import { saysWhatTravelled } from '../episodes/context.js';
import { contextFields } from '../ledger/open-fields.js';
import { isRecord, type Place, type Refused, type Understood } from '../sources/source.js';
import { SeenIds } from './seen-ids.js';

/** Places kept for one and the same reason, and reasons that are told apart. */
const keptPlaces = 3;
const keptReasons = 200;
/** Kinds, rules, tools and texts that are told apart: some sources name them freely. */
const keptNames = 200;
const shownIgnored = 6;
const shownActions = 20;
const shownTexts = 20;
/** Clocks differ by this much, ms. */
const clockSlack = 60_000;

/** How often each name came; above a number of names, the others are one. */
class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    const key = this.counts.size < keptNames || this.counts.has(name) ? name : 'others';
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** Most frequent first. */
  list(most = keptNames): { name: string; count: number }[] {
    const sorted = [...this.counts].sort((one, other) => other[1] - one[1]);
    return sorted.slice(0, most).map(([name, count]) => ({ name, count }));
  }
}

type Refusal = ImportReport['refusals'][number];

/** Why something was refused, with the first places; above a number of reasons, the others are one. */
export class Refusals {
  private readonly reasons = new Map<string, Refusal>();

  add(given: string, place: Refusal['places'][number]): void {
    const reason = this.reasons.size < keptReasons || this.reasons.has(given) ? given : 'other reasons';
    const known = this.reasons.get(reason) ?? { reason, count: 0, places: [] };
    known.count++;
    if (known.places.length < keptPlaces) known.places.push(place);
    this.reasons.set(reason, known);
  }

  list(): Refusal[] {
    return [...this.reasons.values()];
  }
}

/** What a reader was told, or found, about the format. */
export type ReportedFormat = ImportReport['format'];

/** What an import understood, and what it could not use: located, the same reason only a few times. */
export class ReportWriter {
  records = 0;
  refusedRecords = 0;
  events = 0;
  conversations = 0;
  private ignoredRecords = 0;
  private customers = 0;
  private explicit = 0;
  private inferred = 0;
  private reasonsGiven = 0;
  private reasonsUnknown = 0;
  private assumed = 0;
  private future = 0;
  private from = Number.POSITIVE_INFINITY;
  private to = Number.NEGATIVE_INFINITY;
  private readonly has = new Set<Ability>();
  private readonly types = new Tally();
  private readonly ignored = new Tally();
  private readonly notes = new Tally();
  private readonly actions = new Tally();
  private readonly texts = new Tally();
  private readonly rules = new Map<string, ImportReport['handoffs']['rules'][number]>();
  private readonly refusals = new Refusals();
  private readonly subjects = new SeenIds();
  private readonly seen: SeenIds | undefined;
  private repeated: number;

  /** `repeated`: ids that came again, when they were counted by an earlier reading of the same files. */
  constructor(
    readonly format: ReportedFormat,
    private readonly now: number,
    repeated?: number,
  ) {
    this.seen = repeated === undefined ? new SeenIds() : undefined;
    this.repeated = repeated ?? 0;
  }

  understood({ events, notes = [], ignored }: Understood): void {
    this.records++;
    if (ignored !== undefined && events.length === 0) {
      this.ignoredRecords++;
      this.ignored.add(ignored.slice(0, 60));
    }
    for (const event of events) this.event(event);
    for (const note of notes) this.notes.add(note.replace(/^message \d+ /, ''));
  }

  private event(event: CloudEvent): void {
    this.events++;
    this.types.add(event.type);
    if (event.timeassumed) this.assumed++;
    if (this.seen?.meet(event.id)) this.repeated++;
    // Whoever sends events of its own may say of no conversation when it began.
    if (event.subject !== undefined && !this.subjects.meet(event.subject)) this.conversations++;
    const at = Date.parse(event.time);
    if (at < this.from) this.from = at;
    if (at > this.to) this.to = at;
    if (at > this.now + clockSlack) this.future++;
    this.look(event);
  }

  private look({ type, subject, data }: CloudEvent): void {
    if (!isRecord(data)) return;
    if (type === 'conversation.started') {
      if (data.customer !== undefined) {
        if (!this.subjects.meet(`customer of ${subject}`)) this.customers++;
        this.has.add('customers');
      }
    } else if (type === 'turn.recorded') {
      this.has.add('turns');
      if (data.role === 'human') this.has.add('human_turns');
      if (data.sentiment !== undefined) this.has.add('sentiment');
      if (typeof data.action === 'string') this.actions.add(data.action);
    } else if (type === 'handoff.initiated') this.handoff(data);
    else if (type === 'conversation.ended') this.has.add('endings');
    else if (type === 'action.recorded') this.has.add('actions');
    else if (type === 'handoff.resolved') {
      this.has.add('resolutions');
      if (isRecord(data.resolution) && data.resolution.repeated !== undefined) this.has.add('repeats');
    } else if (type === 'handoff.accepted' || type === 'handoff.joined') this.has.add('acknowledgements');
    else if (type === 'handoff.replied') this.has.add('acknowledgements').add('human_turns');
  }

  private handoff(data: Record<string, unknown>): void {
    const signal = data.signal === 'inferred' ? 'inferred' : 'explicit';
    this[signal]++;
    this.has.add('handoffs');
    const rule = typeof data.rule === 'string' ? data.rule : null;
    const name = `${signal} ${rule}`;
    const known = this.rules.get(name) ?? { rule, signal, count: 0 };
    known.count++;
    if (this.rules.size < keptNames || this.rules.has(name)) this.rules.set(name, known);
    if (data.customer !== undefined) this.has.add('customers');
    if (data.fallback !== undefined) this.has.add('fallbacks');
    if (Array.isArray(data.required_actions)) this.has.add('actions');
    if (isRecord(data.context) && data.context.sentiment !== undefined) this.has.add('sentiment');
    if (isRecord(data.context) && saysWhatTravelled(contextFields(data.context))) this.has.add('context');
    if (typeof data.reason_raw !== 'string') return;
    this.reasonsGiven++;
    if (!Array.isArray(data.reasons) || data.reasons[0] !== 'unknown') return;
    this.reasonsUnknown++;
    this.texts.add(data.reason_raw.slice(0, 120));
  }

  refusedRecord(refused: Refused): void {
    this.records++;
    this.refusedRecords++;
    this.refused(refused.at, withPointer(refused.reason, refused.pointer));
  }

  /** A record, or an event of one that the door did not take. */
  refused(at: Place, reason: string): void {
    this.refusals.add(reason, placeOf(at));
  }

  /** Reasons that no table knows, in the source's own words: personal, unlike the report. */
  unknownReasons(): { name: string; count: number }[] {
    return this.texts.list(shownTexts);
  }

  report(): ImportReport {
    const { explicit, inferred, conversations } = this;
    const has = Object.fromEntries([...this.has].map((name) => [name, true])) as Record<Ability, boolean>;
    const ignored = this.ignored.list();
    return {
      format: this.format,
      records: { read: this.records, refused: this.refusedRecords, ignored: this.ignoredRecords },
      ignored: [
        ...ignored.slice(0, shownIgnored),
        ...(ignored.length > shownIgnored
          ? [
              {
                name: 'others',
                count: ignored.slice(shownIgnored).reduce((sum, { count }) => sum + count, 0),
              },
            ]
          : []),
      ],
      events: this.events,
      types: this.types.list(),
      conversations,
      customers: this.customers,
      handoffs: {
        explicit,
        inferred,
        rules: [...this.rules.values()].sort((one, other) => other.count - one.count),
      },
      reasons: { given: this.reasonsGiven, unknown: this.reasonsUnknown },
      span: this.events > 0 ? { from: iso(this.from), to: iso(this.to) } : null,
      assumed: this.assumed,
      future: this.future,
      repeated: this.repeated,
      lacks: lacksOf({ conversations, handoffs: explicit + inferred, has }, 1) ?? [],
      notes: this.notes.list(),
      actions: this.actions.list(shownActions),
      refusals: this.refusals.list(),
      known: null,
    };
  }
}

const iso = (at: number): string => new Date(at).toISOString();

/** With the field that it is about. */
export const withPointer = (reason: string, pointer: string | null | undefined): string =>
  pointer ? `${reason} at ${pointer}` : reason;

export const placeOf = ({ file, index, line }: Place): Refusal['places'][number] => ({
  file: file ?? null,
  record: index + 1,
  line,
});
