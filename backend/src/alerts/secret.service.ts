import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { type Actor, product } from '../ingest/actor.js';
import { ChannelService } from './channel.service.js';
import { type ChannelRow, ChannelStore } from './channel.store.js';
import { ChannelSeal } from './channel-seal.service.js';
import { newSigningSecret } from './sign.js';

type Made = AnswerOf<typeof routes.alertSecretCreate>;
type Body = BodyOf<typeof routes.alertSecretCreate>;

const hourMs = 3_600_000;

/** Signing secrets of webhooks, changed so that no message is refused meanwhile. */
@Injectable()
export class SecretService {
  constructor(
    private readonly database: Database,
    private readonly store: ChannelStore,
    private readonly channels: ChannelService,
    private readonly seal: ChannelSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new one, told once; the one before signs beside it for a while. */
  async renew(id: string, { bothForHours }: Body, actor: Actor): Promise<Made> {
    return this.database.transaction(async (tx) => {
      const held = await this.hold(id, tx);
      if (held.kind !== 'webhook') {
        throw new Problem('unprocessable', { detail: 'Only messages to webhooks are signed.' });
      }
      // Whoever says that it has leaked waits for nothing.
      if (this.seal.oldSecretSigns(held) && bothForHours > 0) {
        throw new Problem('conflict', { detail: 'An old secret still signs: end it first.' });
      }
      const { oldSecret: _, signingSecret: before, ...rest } = this.seal.open(held);
      const signingSecret = newSigningSecret();
      const old = bothForHours > 0 && before ? { oldSecret: before } : undefined;
      const row: ChannelRow = {
        ...held,
        sealed: this.seal.close(id, { ...rest, signingSecret, ...old }),
        old_secret_until: old ? new Date(this.clock() + bothForHours * hourMs) : null,
      };
      await this.channels.keep('secret_renewed', row, actor, tx);
      return { ...this.channels.channelOf(row, 0), signingSecret };
    });
  }

  /** From now on. Nothing when there is none. */
  async endOld(id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => this.forgetOld(await this.hold(id, tx), actor, tx));
  }

  /** A step of the schedule: those whose time is over are forgotten, not only no longer used. */
  async endDue(): Promise<void> {
    const ids = await this.store.withOldSecretUntil(new Date(this.clock()));
    const ends = await Promise.allSettled(ids.map((id) => this.endIfOver(id)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  private async endIfOver(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const held = await this.store.hold(id, tx);
      if (held && !this.seal.oldSecretSigns(held)) await this.forgetOld(held, product, tx);
    });
  }

  private async forgetOld(held: ChannelRow, actor: Actor, tx: Transaction): Promise<void> {
    if (!held.old_secret_until) return;
    const { oldSecret: _, ...rest } = this.seal.open(held);
    const row: ChannelRow = {
      ...held,
      sealed: this.seal.close(held.id, rest),
      old_secret_until: null,
    };
    await this.channels.keep('old_secret_ended', row, actor, tx);
  }

  private async hold(id: string, tx: Transaction): Promise<ChannelRow> {
    const held = await this.store.hold(id, tx);
    if (!held) throw new Problem('not_found', { detail: 'There is no such channel.' });
    return held;
  }
}
