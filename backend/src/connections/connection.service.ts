import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { Signature } from '../contract/connections.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Keyring } from '../ledger/keyring.js';
import { csvMapping } from '../sources/csv-mapping.js';
import { isPublicKey } from '../sources/jws.js';
import { sources } from '../sources/registry.js';
import type { Source, SourceOptions } from '../sources/source.js';
import { type ConnectionRow, ConnectionStore } from './connection.store.js';
import { HookStore } from './hook.store.js';
import { ReasonStore } from './reason.store.js';
import { newSecret, type Secrets } from './secrets.js';

type Connection = AnswerOf<typeof routes.connectionList>[number];
type Made = AnswerOf<typeof routes.connectionCreate>;
type Body = BodyOf<typeof routes.connectionCreate>;
type Change = BodyOf<typeof routes.connectionChange>;

const hourMs = 3_600_000;

/** Sources by name: how each is read. Secrets are sealed with the keyring's key and opened only to check. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly database: Database,
    private readonly store: ConnectionStore,
    private readonly reasons: ReasonStore,
    private readonly hooks: HookStore,
    private readonly keyring: Keyring,
    private readonly ingest: IngestService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<Connection[]> {
    return (await this.store.list()).map((row) => this.shownOf(row));
  }

  async create({ secret, ...body }: Body, actor: Actor): Promise<Made> {
    expectReadable(body);
    const made = body.signature && secret === undefined ? newSecret(body.signature.kind) : null;
    const now = new Date(this.clock());
    const row: ConnectionRow = {
      name: body.name,
      format: body.format,
      mapping: body.mapping,
      handoff_tools: body.handoffTools,
      messages_key: body.messagesKey,
      public_key: body.publicKey,
      signature: body.signature,
      sealed: body.signature && this.seal(body.name, { secret: secret ?? made ?? '' }),
      paused: body.paused,
      created_at: now,
      changed_at: now,
    };
    await this.database.transaction(async (tx) => {
      if (!(await this.store.add(row, tx))) {
        throw new Problem('conflict', { detail: 'There is a source of this name already.' });
      }
      await this.record('created', row, actor, tx);
    });
    return { ...this.shownOf(row), secret: made };
  }

  change(name: string, { secret, ...change }: Change, actor: Actor): Promise<Made> {
    return this.changing(name, 'changed', actor, (held) => {
      const signature = change.signature === undefined ? held.signature : change.signature;
      const next = {
        ...held,
        mapping: change.mapping === undefined ? held.mapping : change.mapping,
        handoff_tools: change.handoffTools === undefined ? held.handoff_tools : change.handoffTools,
        messages_key: change.messagesKey === undefined ? held.messages_key : change.messagesKey,
        public_key: change.publicKey === undefined ? held.public_key : change.publicKey,
        paused: change.paused ?? held.paused,
        signature,
      };
      expectReadable({ format: held.format, mapping: next.mapping, publicKey: next.public_key });
      return { ...next, ...this.sealFor(held, signature, secret) };
    });
  }

  changeSecret(
    name: string,
    { secret, oldForHours }: BodyOf<typeof routes.connectionSecret>,
    actor: Actor,
  ): Promise<Made> {
    return this.changing(name, 'secret_changed', actor, (held) => {
      const known = this.secretsOf(held);
      if (!known || !held.signature) {
        throw new Problem('unprocessable', { detail: 'This source takes no deliveries.' });
      }
      const made = secret === undefined ? newSecret(held.signature.kind) : null;
      const old = { secret: known.secret, until: this.clock() + oldForHours * hourMs };
      return { ...held, sealed: this.seal(name, { secret: secret ?? made ?? '', old }), made };
    });
  }

  async remove(name: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const held = await this.store.hold(name, tx);
      if (!held) throw notThere();
      await this.store.remove(name, tx);
      await this.hooks.forget(name, tx);
      await this.record('removed', held, actor, tx);
    });
  }

  /** How to read what this source sends; undefined when nobody has set it up. */
  async readingOf(name: string): Promise<{ source: Source; options: SourceOptions } | undefined> {
    const row = await this.store.find(name);
    return row && this.readingBy(row);
  }

  async readingBy(row: ConnectionRow): Promise<{ source: Source; options: SourceOptions } | undefined> {
    const source = sources.get(row.format);
    if (!source) return undefined;
    const options: SourceOptions = { source: row.name, reasons: await this.reasons.table(row.name) };
    if (row.handoff_tools) options.handoffTools = row.handoff_tools;
    if (row.messages_key) options.messagesKey = row.messages_key;
    if (row.public_key) options.key = row.public_key;
    if (row.mapping) options.mapping = row.mapping;
    return { source, options };
  }

  /** Throws when they were sealed with other keys, or for another source. */
  secretsOf({ name, sealed }: Pick<ConnectionRow, 'name' | 'sealed'>): Secrets | undefined {
    return sealed
      ? (JSON.parse(this.keyring.unwrap(sealed, boundTo(name)).toString('utf8')) as Secrets)
      : undefined;
  }

  private async changing(
    name: string,
    code: string,
    actor: Actor,
    change: (held: ConnectionRow) => ConnectionRow & { made: string | null },
  ): Promise<Made> {
    return this.database.transaction(async (tx) => {
      const held = await this.store.hold(name, tx);
      if (!held) throw notThere();
      const { made, ...changed } = change(held);
      const row = { ...changed, changed_at: new Date(this.clock()) };
      await this.store.put(row, tx);
      await this.record(code, row, actor, tx);
      return { ...this.shownOf(row), secret: made };
    });
  }

  /** A secret belongs to its kind of signature: another kind needs another one. */
  private sealFor(held: ConnectionRow, next: Signature | null, given: string | undefined) {
    if (next === null) return { sealed: null, made: null };
    const isSame = held.signature?.kind === next.kind;
    if (given === undefined && isSame) return { sealed: held.sealed, made: null };
    const made = given === undefined ? newSecret(next.kind) : null;
    return { sealed: this.seal(held.name, { secret: given ?? made ?? '' }), made };
  }

  private seal(name: string, secrets: Secrets): Buffer {
    return this.keyring.wrap(Buffer.from(JSON.stringify(secrets)), boundTo(name));
  }

  private async record(
    code: string,
    row: ConnectionRow,
    { id, name }: Actor,
    tx: Transaction,
  ): Promise<void> {
    const { mapping, handoff_tools: handoffTools, messages_key: messagesKey, signature, paused } = row;
    const data = {
      code,
      connection: row.name,
      class: row.format,
      mapping,
      handoffTools,
      messagesKey,
      signature,
    };
    await this.ingest.recordWithin(tx, { type: 'source.changed', data: { ...data, paused } }, { id, name });
  }

  private shownOf(row: ConnectionRow): Connection {
    const old = this.secretsOf(row)?.old;
    const isGood = old !== undefined && old.until > this.clock();
    return {
      name: row.name,
      format: row.format,
      mapping: row.mapping,
      handoffTools: row.handoff_tools,
      messagesKey: row.messages_key,
      publicKey: row.public_key,
      signature: row.signature,
      hook: row.signature && this.addressOf(row.name),
      oldSecretUntil: isGood ? new Date(old.until).toISOString() : null,
      paused: row.paused,
      createdAt: row.created_at.toISOString(),
      changedAt: row.changed_at.toISOString(),
    };
  }

  /** The address that a delivery's signature is about, with the query that it came with. */
  signedAddressOf({ name, signature }: Pick<ConnectionRow, 'name' | 'signature'>, query: string): string {
    const given = signature?.kind === 'twilio' ? signature.url : undefined;
    return `${given ?? this.addressOf(name)}${query}`;
  }

  /** Where deliveries of a source go. */
  addressOf(name: string): string {
    return `${this.config.publicUrl}/api/hooks/${encodeURIComponent(name)}`;
  }
}

const notThere = () => new Problem('not_found', { detail: 'There is no such source.' });
const boundTo = (name: string) => Buffer.from(`connection\0${name}`);

function expectReadable({
  format,
  mapping,
  publicKey,
}: Pick<Body, 'format' | 'mapping' | 'publicKey'>): void {
  if (format !== 'csv' && mapping !== null) {
    throw new Problem('unprocessable', { detail: '/mapping: only csv has one' });
  }
  if (mapping !== null) {
    const [issue] = csvMapping.safeParse(mapping).error?.issues ?? [];
    if (issue) {
      throw new Problem('unprocessable', { detail: `/mapping/${issue.path.join('/')}: ${issue.message}` });
    }
  }
  if (publicKey !== null && !isPublicKey(publicKey)) {
    throw new Problem('unprocessable', {
      detail: '/publicKey: must be a PEM or JWK of a public key, or a certificate',
    });
  }
}
