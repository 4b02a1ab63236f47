import type { Destination } from '../contract/alert-channels.js';
import { ask } from '../outgoing/ask.js';
import { type Guard, Refused } from '../outgoing/guard.js';
import { type Content, slackText } from './message.js';
import type { MessageKind } from './outbox.store.js';
import { sendMail } from './send-mail.js';
import { signedHeaders } from './sign.js';

/** What a channel holds, opened. */
export type OpenChannel = Destination & { signingSecret?: string };

export interface Outgoing {
  /** The same at every attempt. */
  id: string;
  kind: MessageKind;
  createdAt: Date;
  content: Content;
}

/** Nobody will ever take it there: trying again would be a nuisance. */
export class GivenUp extends Error {}

function expectTaken(status: number): void {
  // Standard Webhooks: the receiver asks not to be sent to any more.
  if (status === 410) throw new GivenUp('it answered 410: nothing is taken there any more');
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}

const post = (url: string, body: string, headers: Record<string, string>) =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Baton', ...headers },
    body,
  });

async function sendSigned(
  { id, kind, createdAt, content }: Outgoing,
  { url, signingSecret = '' }: Extract<OpenChannel, { kind: 'webhook' }>,
  guard: Guard,
  now: number,
): Promise<void> {
  const body = JSON.stringify({ type: kind, timestamp: createdAt.toISOString(), data: content });
  const headers = signedHeaders(id, now, body, signingSecret);
  expectTaken((await ask(post(url, body, headers), guard)).status);
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
  expectTaken((await ask(post(channel.url, body, { 'webhook-id': message.id }), guard)).status);
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
        : [channel.url, new URL(channel.url).pathname.slice(1), channel.signingSecret];
  const told = secrets.reduce<string>((left, secret) => (secret ? left.replaceAll(secret, '…') : left), text);
  return told
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
