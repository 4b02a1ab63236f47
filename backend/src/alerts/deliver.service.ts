import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { LOG } from '../http/log.js';
import { Guard } from '../outgoing/guard.js';
import { AnnounceStore } from './announce.store.js';
import { bundleNow, mostAttempts, pauseAfter } from './bundle.js';
import { ChannelService } from './channel.service.js';
import { type ChannelRow, ChannelStore } from './channel.store.js';
import { ChannelSeal } from './channel-seal.service.js';
import { contentOf, datasetContent, testContent } from './message.js';
import { type NoticeRow, NoticeStore } from './notice.store.js';
import { type MessageRow, OutboxStore } from './outbox.store.js';
import {
  AsksForPause,
  errorText,
  GivenUp,
  isHopeless,
  type OpenChannel,
  sendMessage,
} from './send-message.js';

type Message = AnswerOf<typeof routes.alertChannelTest>;

/** Longer than an attempt may take: whoever does not answer by then has died with the message. */
const leaseMs = 120_000;
/** Messages that one run takes at a time. */
const batch = 4;
const shownMessages = 200;
const keptMs = 90 * 86_400_000;

/** From notices to messages to receivers, at least once. */
@Injectable()
export class DeliverService {
  constructor(
    private readonly database: Database,
    private readonly channelStore: ChannelStore,
    private readonly channels: ChannelService,
    private readonly seal: ChannelSeal,
    private readonly notices: NoticeStore,
    private readonly announcements: AnnounceStore,
    private readonly outbox: OutboxStore,
    private readonly guard: Guard,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Puts what is to be told into messages; one replica at a time, so that a notice is in one message only. */
  async bundle(): Promise<void> {
    await this.database.tryLock('alerts.bundle', async (tx) => {
      const waiting = await this.notices.waiting(tx);
      if (waiting.length === 0) return;
      const last = await this.outbox.lastMade(tx);
      for (const channel of await this.channelStore.list(tx)) {
        const own = waiting.filter(({ channel_id }) => channel_id === channel.id);
        await this.bundleFor(channel, own, last.get(channel.id), tx);
      }
    });
  }

  private async bundleFor(
    channel: ChannelRow,
    waiting: readonly NoticeRow[],
    last: Date | undefined,
    tx: Transaction,
  ): Promise<void> {
    const now = this.clock();
    const { paused, urgent_passes: urgentPasses } = channel;
    const place = { paused, urgentPasses, quiet: this.channels.isQuiet(channel), last };
    const told = bundleNow(waiting, place, now);
    if (told.length === 0) return;
    const message = {
      ...this.newMessage(channel, 'alerts', contentOf(told, this.config.publicUrl)),
      urgent: urgentPasses && told.some(({ urgent }) => urgent),
    };
    await this.outbox.insert(message, tx);
    await this.notices.putInto(
      message.id,
      told.map(({ id }) => id),
      tx,
    );
  }

  /** Puts dataset versions that are ready into messages, one for each channel that wants to know. */
  async announce(): Promise<void> {
    await this.database.tryLock('alerts.announce', async (tx) => {
      const taken = await this.announcements.take(tx);
      if (taken.length === 0) return;
      const channels = new Map((await this.channelStore.list(tx)).map((channel) => [channel.id, channel]));
      for (const { channel_id: id, ...dataset } of taken) {
        const channel = channels.get(id);
        const content = datasetContent(dataset, this.config.publicUrl);
        if (channel) await this.outbox.insert(this.newMessage(channel, 'dataset', content), tx);
      }
    });
  }

  /** Sends what is due until nothing is. */
  async sendDue(): Promise<void> {
    for (;;) {
      const channels = await this.channelStore.list();
      const idsOf = (rows: readonly ChannelRow[]) => rows.map(({ id }) => id);
      const held = idsOf(channels.filter(({ paused }) => paused));
      const quiet = idsOf(channels.filter((channel) => this.channels.isQuiet(channel)));
      const now = this.clock();
      const claimed = await this.outbox.claim(new Date(now), new Date(now + leaseMs), { held, quiet }, batch);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((message) => this.attempt(message)));
    }
  }

  /** A message of its own, tried at once; the outbox goes on with it when that fails. */
  async test(channelId: string): Promise<Message> {
    const channel = await this.channelStore.find(channelId);
    if (!channel) throw new Problem('not_found', { detail: 'There is no such channel.' });
    const content = testContent(channel.name, this.config.publicUrl);
    const message = this.newMessage(channel, 'test', content);
    await this.outbox.insert(message);
    return this.tryNow(message.id);
  }

  async retry(id: string): Promise<Message> {
    const known = await this.outbox.find(id);
    if (!known) throw new Problem('not_found', { detail: 'There is no such message.' });
    if (!(await this.channelStore.find(known.channel_id))) {
      throw new Problem('conflict', { detail: 'Its channel was removed.' });
    }
    if (!(await this.outbox.revive(id, new Date(this.clock())))) {
      throw new Problem('conflict', { detail: 'It was not given up.' });
    }
    return this.tryNow(id);
  }

  async list(): Promise<AnswerOf<typeof routes.alertMessageList>> {
    const [counts, rows] = await Promise.all([this.outbox.counts(), this.outbox.list(shownMessages)]);
    return { ...counts, items: rows.map(messageOf) };
  }

  async purge(): Promise<void> {
    await this.outbox.forgetBefore(new Date(this.clock() - keptMs));
  }

  private async tryNow(id: string): Promise<Message> {
    const now = this.clock();
    const claimed = await this.outbox.claimOne(id, new Date(now), new Date(now + leaseMs));
    if (claimed) await this.attempt(claimed);
    const row = await this.outbox.find(id);
    if (!row) throw new Problem('not_found', { detail: 'There is no such message.' });
    return messageOf(row);
  }

  private async attempt(message: MessageRow): Promise<void> {
    let open: OpenChannel | undefined;
    try {
      const channel = await this.channelStore.find(message.channel_id);
      if (!channel) throw new GivenUp('its channel was removed');
      open = this.openChannel(channel);
      const { id, kind, content, created_at: createdAt } = message;
      await sendMessage({ id, kind, content, createdAt }, open, this.guard, this.clock());
    } catch (error) {
      return this.failed(message, error, open);
    }
    await this.outbox.sent(message.id, new Date(this.clock()));
  }

  private openChannel(channel: ChannelRow): OpenChannel {
    try {
      return this.seal.open(channel);
    } catch (cause) {
      throw new Error('what it holds cannot be opened with the keys of this service', { cause });
    }
  }

  private async failed(message: MessageRow, error: unknown, open: OpenChannel | undefined): Promise<void> {
    const now = this.clock();
    const text = errorText(error, open);
    const ends = isHopeless(error) || message.attempts >= mostAttempts;
    const asked = error instanceof AsksForPause ? error.pauseMs : 0;
    const due = ends ? null : new Date(now + pauseAfter(message.attempts, Math.random(), asked));
    const { id, channel_id: channel, attempts } = message;
    this.log.warn({ message: id, channel, attempts, reason: text, givenUp: ends }, 'an alert did not arrive');
    await this.outbox.failed(id, text, due, new Date(now));
    // It is the receiver that wants a pause, not the message.
    if (asked > 0 && due) await this.outbox.putOff(channel, due);
  }

  private newMessage(channel: ChannelRow, kind: MessageRow['kind'], content: MessageRow['content']) {
    const now = new Date(this.clock());
    return {
      id: `msg_${randomUUID()}`,
      channel_id: channel.id,
      channel_name: channel.name,
      ...{ kind, content, urgent: false, created_at: now, due_at: now },
    };
  }
}

const messageOf = (row: MessageRow): Message => ({
  id: row.id,
  channelId: row.channel_id,
  channel: row.channel_name,
  kind: row.kind,
  subject: row.content.subject,
  state: row.state,
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  dueAt: row.due_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  error: row.error,
});
