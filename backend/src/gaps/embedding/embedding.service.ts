import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, CONFIG, type Config, type Endpoint } from '../../config.js';
import { Database, type Transaction } from '../../db/database.js';
import { Keyring } from '../../ledger/keyring.js';
import { type Attempts, EndpointError } from '../../outgoing/ask-endpoint.js';
import { embedTexts } from './embed.js';
import { EmbeddingStore, type ToEmbed } from './embedding.store.js';

/** Words that are looked at, and asked for, at a time. */
const page = 256;
/** For the escalations of a run, and for new ones, which are soon asked for again. */
const patient = { count: 4, patienceMs: 60_000, pauseMs: 500 };
const quick = { count: 1, patienceMs: 5_000, pauseMs: 0 };
/** Gaps do not wait longer for vectors, which are gone on with the next time. */
const turnMs = 120_000;
/** An endpoint that failed is left alone for so long; longer each time, until it answers. */
const rest = { leastMs: 15_000, mostMs: 600_000 };

/** Vectors of a run. */
export interface Vectors {
  /** Of whom they are; null: none were used. */
  model: string | null;
  /** By handoff key. */
  dense: ReadonlyMap<string, Float32Array> | undefined;
}

/** An escalation with its words, null for none. */
interface Said {
  handoffKey: string;
  text: string | null;
}

/** Digests of words by their names (base64), and the name for each handoff key. */
interface Digests {
  names: Map<string, string>;
  unique: Map<string, Buffer>;
}

const digestsPerTurn = 5_000;
/** So many of the words have to have vectors, else none are used: the others would be unlike everything. */
const leastKnown = 0.95;
const tooFewAllow = 'the consent of more than one in twenty customers does not cover it';

/**
 * Vectors of masked words from a model that the operator chose, kept by model and keyed digest of the words, for as long
 * as an escalation has these words. Off unless an endpoint is set.
 */
@Injectable()
export class EmbeddingService {
  private readonly endpoint: Endpoint | undefined;
  /** One after the other, so that nothing is asked for twice. */
  private turn: Promise<unknown> = Promise.resolve();
  private resting = { until: 0, ms: 0, why: '' };

  constructor(
    private readonly database: Database,
    private readonly store: EmbeddingStore,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { embeddings }: Pick<Config, 'embeddings'>,
  ) {
    this.endpoint = embeddings;
  }

  /** Whose vectors are used; null: nobody's. */
  get model(): string | null {
    return this.endpoint?.model ?? null;
  }

  /** Asks for what is not known yet, of all escalations or of the new ones. Answers what went wrong, null for nothing. */
  fill(extent: 'all' | 'news', signal?: AbortSignal): Promise<string | null> {
    const done = this.turn.then(() => this.fillNow(extent, signal));
    this.turn = done.catch(() => null);
    return done;
  }

  private async fillNow(extent: 'all' | 'news', signal?: AbortSignal): Promise<string | null> {
    if (!this.endpoint) return null;
    if (this.clock() < this.resting.until) return this.resting.why;
    if (extent === 'all' && !(await this.isWorthAsking())) return tooFewAllow;
    const attempts = { ...(extent === 'all' ? patient : quick), clock: this.clock, signal };
    try {
      const isDone = await this.fillPages(this.endpoint, extent === 'news', attempts);
      this.resting = { until: 0, ms: 0, why: '' };
      return isDone ? null : 'they are still being made';
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      const ms = Math.max(error.pauseMs, Math.min(rest.mostMs, this.resting.ms * 2 || rest.leastMs));
      this.resting = { until: this.clock() + ms, ms, why: error.message };
      return error.message;
    }
  }

  /** Words that no run could use are not sent. */
  private async isWorthAsking(): Promise<boolean> {
    const { said, allowed } = await this.store.countTexts();
    return allowed >= leastKnown * said;
  }

  /** Answers whether there was time for all. */
  private async fillPages(endpoint: Endpoint, news: boolean, attempts: Attempts): Promise<boolean> {
    const until = this.clock() + turnMs;
    let changes = 0;
    for (let after: string | null = null; ; ) {
      const said = await this.store.texts({ after, limit: page, news });
      if (said.length === 0) return true;
      if (this.clock() > until) return false;
      after = said.at(-1)?.handoffKey ?? null;
      const isOther = await this.embed(endpoint, said.map(this.digested), attempts);
      if (!isOther) continue;
      if (++changes > 1) throw new EndpointError('its vectors change their length');
      // All of them are made again.
      after = null;
    }
  }

  /** Answers whether the model turned out to be another one than before: what was kept of it is forgotten then. */
  private async embed(endpoint: Endpoint, words: readonly ToEmbed[], attempts: Attempts): Promise<boolean> {
    const { model } = endpoint;
    const known = await this.store.find(
      model,
      words.map(({ digest }) => digest),
    );
    const unknown = new Map(
      words.flatMap((one) => {
        const name = one.digest.toString('base64');
        return known.has(name) ? [] : [[name, one] as const];
      }),
    );
    if (unknown.size === 0) return false;
    const asked = [...unknown.values()];
    const vectors = await embedTexts(
      endpoint,
      asked.map(({ text }) => text),
      attempts,
    );
    const made = asked.flatMap((one, i) => (vectors[i] ? [{ ...one, vector: vectors[i] }] : []));
    const before = await this.store.dimension(model);
    const isOther = before !== undefined && made.some(({ vector }) => vector.length !== before);
    if (isOther) await this.store.forgetModel(model);
    await this.database.transaction((tx) => this.store.keep(model, made, tx));
    return isOther;
  }

  private readonly digested = (said: { handoffKey: string; text: string }): ToEmbed => ({
    ...said,
    digest: this.digestOf(said.text),
  });

  /** Keyed: whoever reads the table cannot try words out. */
  private digestOf(text: string): Buffer {
    return this.keyring.digest('embedding', text);
  }

  /** The vectors of escalations, for a run; what nobody says any more, and what other models made, is forgotten. */
  async forRun(escalations: readonly Said[], tx: Transaction): Promise<Vectors> {
    const none: Vectors = { model: null, dense: undefined };
    if (!this.endpoint && (await this.store.isEmpty(tx))) return none;
    const refused = await this.store.refused(tx);
    const digests = await this.digestsOf(escalations.filter(({ handoffKey }) => !refused.has(handoffKey)));
    await this.store.forgetOthers(this.model, [...digests.unique.values()], tx);
    const dense = await this.find(digests, tx);
    const isEnough = dense.size > 0 && dense.size >= leastKnown * (digests.names.size + refused.size);
    return isEnough ? { model: this.model, dense } : none;
  }

  /** By handoff key; `refused`: those that will have none, for no model may read their words. */
  async vectorsOf(
    escalations: readonly Said[],
    tx: Transaction,
  ): Promise<{ dense: Map<string, Float32Array>; refused: Set<string> }> {
    const keys = escalations.map(({ handoffKey }) => handoffKey);
    const refused = await this.store.refused(tx, keys);
    const allowed = escalations.filter(({ handoffKey }) => !refused.has(handoffKey));
    return { dense: await this.find(await this.digestsOf(allowed), tx), refused };
  }

  /** Equal words share one vector in memory. */
  private async find({ names, unique }: Digests, tx: Transaction): Promise<Map<string, Float32Array>> {
    const dense = new Map<string, Float32Array>();
    if (this.model === null) return dense;
    const digests = [...unique.values()];
    const vectors = new Map<string, Float32Array>();
    for (let from = 0; from < digests.length; from += page) {
      const some = await this.store.find(this.model, digests.slice(from, from + page), tx);
      for (const [name, vector] of some) vectors.set(name, vector);
    }
    for (const [handoffKey, name] of names) {
      const vector = vectors.get(name);
      if (vector) dense.set(handoffKey, vector);
    }
    return dense;
  }

  /** A million of them take seconds: others have their turn. */
  private async digestsOf(escalations: readonly Said[]): Promise<Digests> {
    const digests: Digests = { names: new Map(), unique: new Map() };
    for (const [i, { handoffKey, text }] of escalations.entries()) {
      if (i % digestsPerTurn === 0) await setImmediate();
      if (text === null) continue;
      const digest = this.digestOf(text);
      const name = digest.toString('base64');
      digests.names.set(handoffKey, name);
      digests.unique.set(name, digest);
    }
    return digests;
  }

  /** These words are not said any more, or not by these people: whoever else says them is asked for again. */
  async forgetWords(texts: readonly string[], tx: Transaction): Promise<void> {
    if (texts.length === 0 || (await this.store.isEmpty(tx))) return;
    await this.store.forget(
      texts.map((text) => this.digestOf(text)),
      tx,
    );
  }
}
