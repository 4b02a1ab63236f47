import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import type { Place } from '../sources/source.js';
import { problemOf, type Remote, send } from './client.js';

export type Answer = AnswerOf<typeof routes.ingest>;
type Receipt = Answer['receipts'][number];
export type Counts = Omit<Answer, 'receipts'>;

/** Up to this many the service answers with a receipt for each. */
const batchEvents = 1000;
const batchBytes = 8 << 20;
/** Batches under way at once: one is read by the service while others are written. */
const atOnce = 3;
/** Waits between tries, in ms: a service that restarts is back within half a minute. */
const waits = [250, 500, 1000, 2000, 4000, 8000, 15_000];

interface Line {
  text: string;
  at: Place;
}

/** Sends events in batches of lines. What may have been lost is sent again: `(source, id)` makes that safe. */
export class EventSender {
  readonly counts: Counts = { accepted: 0, duplicate: 0, conflict: 0, invalid: 0 };
  private lines: Line[] = [];
  private bytes = 0;
  private readonly underWay: Promise<void>[] = [];

  constructor(
    private readonly remote: Remote,
    /** Told of every event that was not taken. */
    private readonly refused: (at: Place, receipt: Receipt) => void,
    private readonly waitsMs: readonly number[] = waits,
  ) {}

  /** JSON of an event, and where it comes from. */
  async add(text: string, at: Place): Promise<void> {
    const length = Buffer.byteLength(text) + 1;
    if (this.lines.length >= batchEvents || this.bytes + length > batchBytes) await this.sendOff();
    this.lines.push({ text, at });
    this.bytes += length;
  }

  /** Resolves when all of it is answered. */
  async flush(): Promise<void> {
    await this.sendOff();
    while (this.underWay.length > 0) await this.underWay.shift();
  }

  private async sendOff(): Promise<void> {
    const lines = this.lines;
    this.lines = [];
    this.bytes = 0;
    if (lines.length === 0) return;
    const answered = this.sendLines(lines);
    answered.catch(() => undefined);
    this.underWay.push(answered);
    if (this.underWay.length >= atOnce) await this.underWay.shift();
  }

  private async sendLines(lines: readonly Line[]): Promise<void> {
    const response = await this.sendPatiently(lines.map(({ text }) => text).join('\n'));
    if (response.status === 413) {
      await response.body?.cancel();
      await this.sendHalves(lines);
      return;
    }
    if (!response.ok) throw await problemOf(response);
    const answer = routes.ingest.response.parse(await response.json());
    for (const name of ['accepted', 'duplicate', 'conflict', 'invalid'] as const)
      this.counts[name] += answer[name];
    for (const receipt of answer.receipts) {
      const at = lines[receipt.index]?.at;
      if (at && (receipt.status === 'conflict' || receipt.status === 'invalid')) this.refused(at, receipt);
    }
  }

  /** Too large for the service, or for what stands before it. */
  private async sendHalves(lines: readonly Line[]): Promise<void> {
    const [first] = lines;
    if (lines.length === 1 && first) {
      this.refuse(first.at, 'the event is larger than the service takes');
      return;
    }
    const middle = lines.length >> 1;
    await this.sendLines(lines.slice(0, middle));
    await this.sendLines(lines.slice(middle));
  }

  private async sendPatiently(body: string): Promise<Response> {
    for (const waitMs of this.waitsMs) {
      const response = await this.sendOnce(body).catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'unavailable') return undefined;
        throw error;
      });
      if (response && !isPassing(response.status)) return response;
      const asked = Number(response?.headers.get('retry-after')) * 1000;
      await response?.body?.cancel();
      await pause(Math.max(waitMs, Math.min(asked || 0, 60_000)));
    }
    return this.sendOnce(body);
  }

  private sendOnce(body: string): Promise<Response> {
    const { method, path } = routes.ingest;
    return send(this.remote, path, { method, body, headers: { 'content-type': 'application/x-ndjson' } });
  }

  private refuse(at: Place, reason: string): void {
    this.counts.invalid++;
    this.refused(at, { index: 0, status: 'invalid', reason });
  }
}

const isPassing = (status: number) => status === 429 || status === 502 || status === 503 || status === 504;
