import type { Destination } from '../contract/alert-channels.js';
import { type Asked, ask, expectSuccess } from '../outgoing/ask.js';
import { type Guard, Refused } from '../outgoing/guard.js';
import { pauseOf } from '../outgoing/retry-after.js';
import { type Content, slackText } from './message.js';
import type { MessageKind } from './outbox.store.js';
import { sendMail } from './send-mail.js';
import { signedHeaders } from './sign.js';

/** What a channel holds, opened. */
export type OpenChannel = Destination & {
  signingSecret?: string;
  /** The one before, while it signs too. */
  oldSecret?: string;
};

export interface Outgoing {
  /** The same at every attempt. */
  id: string;
  kind: MessageKind;
  createdAt: Date;
  content: Content;
}

/** Nobody will ever take it there: trying again would be a nuisance. */
export class GivenUp extends Error {}

/** It asks for a pause before anything is sent there again. */
export class AsksForPause extends Error {
  constructor(
    message: string,
    readonly pauseMs: number,
  ) {
    super(message);
  }
}

/** What says that later is better: too many requests, not now. */
const isBusy = (status: number) => status === 429 || status === 503;

function expectTaken({ status, retryAfter }: Asked, now: number): void {
  // Standard Webhooks: the receiver asks not to be sent to any more.
  if (status === 410) throw new GivenUp('it answered 410: nothing is taken there any more');
  const pauseMs = isBusy(status) ? pauseOf(retryAfter, now) : 0;
  if (pauseMs > 0) throw new AsksForPause(`it answered ${status}`, pauseMs);
  expectSuccess(status);
}

const post = (url: string, body: string, headers: Record<string, string>) =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Baton', ...headers },
    body,
  });

async function sendSigned(
  { id, kind, createdAt, content }: Outgoing,
  { url, signingSecret = '', oldSecret }: Extract<OpenChannel, { kind: 'webhook' }>,
  guard: Guard,
  now: number,
): Promise<void> {
  const body = JSON.stringify({ type: kind, timestamp: createdAt.toISOString(), data: content });
  const headers = signedHeaders(id, now, body, oldSecret ? [signingSecret, oldSecret] : [signingSecret]);
  expectTaken(await ask(post(url, body, headers), guard), now);
}

/** Sends once. Throws when it did not arrive, or when nobody knows whether it did. */
export async function sendMessage(
  message: Outgoing,
  channel: OpenChannel,
  guard: Guard,
  now: number,
): Promise<void> {
  if (channel.kind === 'email') return sendMail(message.id, message.content, channel, guard);
  if (channel.kind === 'webhook') return sendSigned(message, channel, guard, now);
  const body = JSON.stringify({ text: slackText(message.content) });
  expectTaken(await ask(post(channel.url, body, { 'webhook-id': message.id }), guard), now);
}

/** Whether another attempt could end otherwise. */
export const isHopeless = (error: unknown): boolean => error instanceof Refused || error instanceof GivenUp;

const longest = 300;

/** For people: one line, without anything that the channel keeps secret. */
export function errorText(error: unknown, channel: OpenChannel | undefined): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const secrets =
    channel === undefined
      ? []
      : channel.kind === 'email'
        ? [channel.password]
        : [channel.url, new URL(channel.url).pathname.slice(1), channel.signingSecret, channel.oldSecret];
  const told = secrets.reduce<string>((left, secret) => (secret ? left.replaceAll(secret, '…') : left), text);
  return told
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
