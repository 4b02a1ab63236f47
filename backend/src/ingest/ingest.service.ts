import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { DecisionType } from '../contract/event-types.js';
import { type CloudEvent, ownSource } from '../contract/events.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Transaction } from '../db/database.js';
import { Nudge } from '../db/nudge.js';
import { isUnavailable } from '../db/unavailable.js';
import { LedgerStore, type Receipt } from '../ledger/ledger.store.js';
import { mapInTurns } from '../turns.js';
import type { Actor } from './actor.js';
import { type Checked, checkEventText } from './check-event.js';
import { GroupAppend } from './group-append.js';
import { IntakeService } from './intake.service.js';
import { findFlaw } from './json-scan.js';
import type { EventText } from './read-events.js';

export type IngestAnswer = AnswerOf<typeof routes.ingest>;
type ItemReceipt = IngestAnswer['receipts'][number];

/** Events per transaction, and characters of their texts. */
const chunkSize = 1000;
const chunkCharacters = 4 << 20;
const writers = 2;
/** Receipts of refused events that are written out; the rest is counted. */
const refusedLimit = 10_000;
/** Above this many events, a receipt is written out only for those that were refused. */
const receiptLimit = 1000;

const tooLong = 'it has more fields than a ledger entry can hold';

/** A decision made in the product: what it is about and what was decided. */
export interface Decision {
  type: DecisionType;
  subject?: string;
  data: Record<string, unknown>;
  /** When it was taken, ms; absent: now. */
  at?: number;
}

/** Enters events made in this process. */
export type Accept = (values: readonly unknown[]) => Promise<IngestAnswer>;
/** Of whose events one became what. */
type Told = [source: string, status: ItemReceipt['status']];

/** One chunk of events: some are texts of a megabyte. */
async function* chunked(texts: AsyncIterable<EventText> | Iterable<EventText>): AsyncGenerator<EventText[]> {
  let chunk: EventText[] = [];
  let characters = 0;
  for await (const text of texts) {
    chunk.push(text);
    characters += text.text.length;
    if (chunk.length < chunkSize && characters < chunkCharacters) continue;
    yield chunk;
    chunk = [];
    characters = 0;
  }
  if (chunk.length > 0) yield chunk;
}

function* textsOf(values: readonly unknown[]): Generator<EventText> {
  for (const value of values) yield { text: JSON.stringify(value) ?? 'null' };
}

/** The one way into the ledger. */
@Injectable()
export class IngestService {
  private readonly group: GroupAppend<CloudEvent, Receipt>;

  constructor(
    private readonly ledger: LedgerStore,
    private readonly nudge: Nudge,
    private readonly intake: IntakeService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.group = new GroupAppend((events) => ledger.append(events), {
      writers,
      most: chunkSize,
      isOutage: isUnavailable,
    });
  }

  /** Checks and keeps events, chunk by chunk: when it returns, what it calls accepted is durable. */
  async acceptTexts(texts: AsyncIterable<EventText> | Iterable<EventText>): Promise<IngestAnswer> {
    const tally = new Tally((source, status) => this.intake.count(source, status));
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of chunked(texts)) {
        // Checked while the chunk before it is being written.
        const items = await checked(chunk);
        await writing;
        writing = keep(items, tally, (events) => this.group.append(events));
        writing.catch(() => undefined);
      }
    } finally {
      await writing;
      this.nudge.give();
    }
    return tally.answer();
  }

  /** Events made in this process, guarded like any other. */
  accept(values: readonly unknown[]): Promise<IngestAnswer> {
    return this.acceptTexts(textsOf(values));
  }

  /**
   * A transaction whose work enters events by `accept`, guarded like any other: they and what else it writes are
   * kept when it commits, or nothing is. It is begun anew after a collision with somebody who writes the same ids.
   */
  async acceptWithin<T>(work: (tx: Transaction, accept: Accept) => Promise<T>): Promise<T> {
    const told: Told[] = [];
    const result = await this.ledger.together((tx) => {
      told.length = 0;
      return work(tx, async (values) => {
        const tally = new Tally((...what) => told.push(what));
        for await (const chunk of chunked(textsOf(values))) {
          await keep(await checked(chunk), tally, (events) => this.ledger.appendWithin(tx, events));
        }
        return tally.answer();
      });
    });
    for (const what of told) this.intake.count(...what);
    this.nudge.give();
    return result;
  }

  /**
   * One event made in this process, guarded like any other. `also` is written in the same transaction: both are
   * kept, or neither.
   */
  async acceptWith(value: unknown, also: (tx: Transaction) => Promise<void>): Promise<void> {
    const checked = checkEventText(JSON.stringify(value));
    if ('refusal' in checked) {
      throw new Problem('unprocessable', { detail: `${checked.refusal.pointer}: ${checked.refusal.reason}` });
    }
    const [receipt] = await this.ledger.append([checked.event], also);
    if (receipt !== 'accepted') throw new Error(`an event was not kept: ${receipt}`);
    this.nudge.give();
  }

  /**
   * Enters a decision of the product; gives the id of its event. `also` is written in the same transaction: what
   * was decided and its record are both there, or neither.
   */
  async record(decision: Decision, actor: Actor, also?: (tx: Transaction) => Promise<void>): Promise<string> {
    const event = this.eventOf(decision, actor, randomUUID());
    const [receipt] = await this.ledger.append([event], also);
    if (receipt !== 'accepted') throw new Error(`a decision was not kept: ${receipt}`);
    this.nudge.give();
    return event.id;
  }

  /** The same within a transaction that does more: kept when it commits. `id`: of its event. */
  async recordWithin(
    tx: Transaction,
    decision: Decision,
    actor: Actor,
    id: string = randomUUID(),
  ): Promise<void> {
    const event = this.eventOf(decision, actor, id);
    const [receipt] = await this.ledger.appendWithin(tx, [event]);
    if (receipt !== 'accepted') throw new Error(`a decision was not kept: ${receipt}`);
    this.nudge.give();
  }

  private eventOf(decision: Decision, actor: Actor, id: string): CloudEvent {
    const event: CloudEvent = {
      specversion: '1.0',
      id,
      source: ownSource,
      type: decision.type,
      ...(decision.subject === undefined ? {} : { subject: decision.subject }),
      time: new Date(decision.at ?? this.clock()).toISOString(),
      data: { ...decision.data, actor },
    };
    const flaw = findFlaw(JSON.stringify(event));
    if (flaw) throw new Problem('unprocessable', { detail: `${flaw.pointer}: ${flaw.reason}` });
    return event;
  }
}

interface Item {
  line: number | undefined;
  checked: Checked;
}

const checked = (chunk: readonly EventText[]): Promise<Item[]> =>
  mapInTurns(chunk, ({ text, line, refusal }) => ({
    line,
    checked: refusal ? { refusal } : checkEventText(text),
  }));

async function keep(
  items: readonly Item[],
  tally: Tally,
  append: (events: CloudEvent[]) => Promise<Receipt[]>,
): Promise<void> {
  const events = items.flatMap((item) => ('event' in item.checked ? [item.checked.event] : []));
  const receipts = (await append(events)).values();
  for (const { line, checked } of items) {
    if ('refusal' in checked) tally.add(line, 'invalid', checked.refusal);
    else tally.addKept(line, checked.event, receipts.next().value ?? 'conflict');
  }
}

/** Counts and receipts in the order of the request; receipts of what went well only while they are few. */
class Tally {
  private readonly counts = { accepted: 0, duplicate: 0, conflict: 0, invalid: 0 };
  private readonly receipts: ItemReceipt[] = [];
  private seen = 0;

  constructor(private readonly tell: (...what: Told) => void) {}

  addKept(line: number | undefined, { source, id }: CloudEvent, receipt: Receipt): void {
    if (receipt === 'too_long') this.add(line, 'invalid', { source, id, reason: tooLong, pointer: '/data' });
    else if (receipt === 'conflict') {
      this.add(line, receipt, {
        source,
        id,
        reason: 'this id was used for other content; the first is kept',
      });
    } else this.add(line, receipt, { source, id });
  }

  add(line: number | undefined, status: ItemReceipt['status'], members: Partial<ItemReceipt>): void {
    this.counts[status] += 1;
    if (members.source !== undefined) this.tell(members.source, status);
    this.receipts.push({ index: this.seen, status, ...(line === undefined ? {} : { line }), ...members });
    this.seen += 1;
    if (this.seen === receiptLimit + 1) this.keepRefused();
    else if (this.seen > receiptLimit && (!isRefused(status) || this.receipts.length > refusedLimit)) {
      this.receipts.pop();
    }
  }

  private keepRefused(): void {
    const refused = this.receipts.filter((receipt) => isRefused(receipt.status));
    this.receipts.splice(0, this.receipts.length, ...refused);
  }

  answer(): IngestAnswer {
    return { ...this.counts, receipts: this.receipts };
  }
}

const isRefused = (status: ItemReceipt['status']) => status === 'invalid' || status === 'conflict';
