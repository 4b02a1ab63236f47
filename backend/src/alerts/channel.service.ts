import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Destination } from '../contract/alert-channels.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Guard, Refused } from '../outgoing/guard.js';
import { type ChannelRow, ChannelStore } from './channel.store.js';
import { ChannelSeal } from './channel-seal.service.js';
import { NoticeStore } from './notice.store.js';
import { OutboxStore } from './outbox.store.js';
import { isQuiet } from './quiet-hours.js';
import type { OpenChannel } from './send-message.js';
import { newSigningSecret } from './sign.js';

type Channel = AnswerOf<typeof routes.alertChannelList>[number];
type Made = AnswerOf<typeof routes.alertChannelCreate>;
type Body = BodyOf<typeof routes.alertChannelCreate>;
type Change = BodyOf<typeof routes.alertChannelChange>;

/** Where alerts are told. What a channel holds is sealed with the keyring's key and opened only to send. */
@Injectable()
export class ChannelService {
  constructor(
    private readonly database: Database,
    private readonly store: ChannelStore,
    private readonly notices: NoticeStore,
    private readonly outbox: OutboxStore,
    private readonly seal: ChannelSeal,
    private readonly guard: Guard,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<Channel[]> {
    const [rows, held] = await Promise.all([this.store.list(), this.notices.heldCounts()]);
    return rows.map((row) => this.channelOf(row, held.get(row.id) ?? 0));
  }

  async create(body: Body, actor: Actor): Promise<Made> {
    const { destination } = body;
    this.expectAllowed(destination);
    const signingSecret = destination.kind === 'webhook' ? newSigningSecret() : undefined;
    const id = randomUUID();
    const row: ChannelRow = {
      id,
      name: body.name,
      kind: destination.kind,
      shown: shownOf(destination),
      sealed: this.seal.close(id, { ...destination, ...(signingSecret ? { signingSecret } : {}) }),
      quiet: body.quiet,
      urgent_passes: body.urgentPasses,
      datasets_from: body.datasets ? new Date(this.clock()) : null,
      old_secret_until: null,
      paused: body.paused,
      created_at: new Date(this.clock()),
    };
    await this.database.transaction(async (tx) => {
      await this.keep('created', row, actor, tx);
    });
    return { ...this.channelOf(row, 0), signingSecret: signingSecret ?? null };
  }

  async change(id: string, change: Change, actor: Actor): Promise<Made> {
    return this.database.transaction(async (tx) => {
      const held = await this.store.hold(id, tx);
      if (!held) throw notThere();
      const moved = change.destination ? this.move(held, change.destination) : undefined;
      const row: ChannelRow = {
        ...held,
        name: change.name ?? held.name,
        quiet: change.quiet === undefined ? held.quiet : change.quiet,
        urgent_passes: change.urgentPasses ?? held.urgent_passes,
        datasets_from: this.datasetsFrom(held, change.datasets),
        paused: change.paused ?? held.paused,
        ...moved?.row,
      };
      await this.keep('changed', row, actor, tx);
      return { ...this.channelOf(row, 0), signingSecret: moved?.signingSecret ?? null };
    });
  }

  async remove(id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const held = await this.store.hold(id, tx);
      if (!held) throw notThere();
      await this.outbox.giveUp(id, 'its channel was removed', new Date(this.clock()), tx);
      await this.store.remove(id, tx);
      await this.record('removed', held, actor, tx);
    });
  }

  /** Versions that are there when it is turned on are not told. */
  private datasetsFrom({ datasets_from: from }: ChannelRow, wanted: boolean | undefined): Date | null {
    if (wanted === undefined) return from;
    return wanted ? (from ?? new Date(this.clock())) : null;
  }

  isQuiet({ quiet }: ChannelRow): boolean {
    return quiet !== null && isQuiet(quiet, this.clock());
  }

  /** Secrets stay with the receiver that they belong to: whoever names another one has to give them anew. */
  private move(held: ChannelRow, next: Destination) {
    this.expectAllowed(next);
    const known = this.seal.open(held);
    const channel: OpenChannel = { ...next };
    if (channel.kind === 'email' && channel.password === undefined && isSameLogin(known, channel)) {
      channel.password = known.kind === 'email' ? known.password : undefined;
    }
    const isSameUrl = known.kind === 'webhook' && next.kind === 'webhook' && known.url === next.url;
    const fresh = next.kind === 'webhook' && !isSameUrl ? newSigningSecret() : undefined;
    const { signingSecret, oldSecret } = isSameUrl ? known : { signingSecret: fresh, oldSecret: undefined };
    const sealed = this.seal.close(held.id, {
      ...channel,
      ...(signingSecret ? { signingSecret } : {}),
      ...(oldSecret ? { oldSecret } : {}),
    });
    const old_secret_until = oldSecret ? held.old_secret_until : null;
    return { row: { kind: next.kind, shown: shownOf(next), sealed, old_secret_until }, signingSecret: fresh };
  }

  /** What is known without asking anybody; where a name leads is judged when it is connected to. */
  private expectAllowed(destination: Destination): void {
    try {
      if (destination.kind !== 'email') this.guard.expectUrl(destination.url);
      else this.guard.expectMail(destination.host, destination.port, destination.security === 'none');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Problem('unprocessable', { detail: `Alerts may not be sent there: ${error.message}.` });
    }
  }

  /** Writes it, with its entry in the ledger. */
  async keep(code: string, row: ChannelRow, actor: Actor, tx: Transaction): Promise<void> {
    await this.store.put(row, tx);
    await this.record(code, row, actor, tx);
  }

  private async record(code: string, row: ChannelRow, { id, name }: Actor, tx: Transaction): Promise<void> {
    const data = {
      code,
      alert_channel: row.id,
      name: row.name,
      class: row.kind,
      shown: row.shown,
      quiet: row.quiet,
      old_secret_until: row.old_secret_until?.toISOString() ?? null,
    };
    await this.ingest.recordWithin(
      tx,
      { type: 'alert.channel_changed', data: { ...data, paused: row.paused } },
      { id, name },
    );
  }

  /** `held`: notices that wait for it. */
  channelOf(row: ChannelRow, held: number): Channel {
    const { id, name, kind, shown, quiet, urgent_passes: urgentPasses, paused } = row;
    const datasets = row.datasets_from !== null;
    const oldSecretUntil = row.old_secret_until?.toISOString() ?? null;
    return {
      ...{ id, name, kind, shown, quiet, isQuiet: this.isQuiet(row), urgentPasses, datasets, paused, held },
      oldSecretUntil,
    };
  }
}

const notThere = () => new Problem('not_found', { detail: 'There is no such channel.' });

function isSameLogin(known: OpenChannel, next: Extract<Destination, { kind: 'email' }>): boolean {
  return (
    known.kind === 'email' &&
    known.host === next.host &&
    known.port === next.port &&
    known.user === next.user &&
    known.security === next.security
  );
}

function shownOf(destination: Destination): string {
  // Paths and queries of such addresses are often secrets, and recipients are people.
  if (destination.kind !== 'email') return new URL(destination.url).origin;
  const { to, host } = destination;
  return `${to.length} ${to.length === 1 ? 'recipient' : 'recipients'} through ${host}`;
}
