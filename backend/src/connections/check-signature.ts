import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Signature } from '../contract/connections.js';

/** What a vendor sent, as it came. */
export interface Delivery {
  /** The address that the vendor was given, with the query that it added. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** `old`: rightly signed, at another time than now. */
export type Verdict = 'good' | 'wrong' | 'old';

/** How far the time of a signature may lie from ours: what Stripe and Standard Webhooks advise. */
const usualTolerance = 5 * 60;

/** What is signed with one secret, what was said of it, and when. */
interface Claim {
  algorithm: 'sha1' | 'sha256' | 'sha512';
  key(secret: string): string | Buffer;
  /** Any of them may be what was signed. */
  signed: (string | Buffer)[];
  /** Any of them may be right. */
  given: Buffer[];
  /** Milliseconds. */
  at?: number | undefined;
}

/** Whether a delivery is signed with one of these secrets. Compared in constant time; a bad form is a wrong signature. */
export function checkSignature(
  signature: Signature,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  if (signature.kind === 'sunshine' || signature.kind === 'token') {
    const header = signature.kind === 'sunshine' ? 'x-api-key' : signature.header;
    const given = headerOf(delivery, header)?.replace(/^Bearer /i, '') ?? '';
    return secrets.some((secret) => isSame(sha256(secret), sha256(given))) ? 'good' : 'wrong';
  }
  const claim = claimOf(signature, delivery);
  if (!claim || claim.given.length === 0) return 'wrong';
  const isGood = secrets.some((secret) => holds(claim, secret));
  if (!isGood) return 'wrong';
  return claim.at !== undefined && !(Math.abs(now - claim.at) <= toleranceOf(signature) * 1000)
    ? 'old'
    : 'good';
}

const toleranceOf = (signature: Signature): number =>
  (signature.kind === 'hmac' ? signature.toleranceSeconds : undefined) ?? usualTolerance;

/** The headers that a delivery so signed has, names in lower case. */
export function headersOf(signature: Signature): string[] {
  switch (signature.kind) {
    case 'twilio':
      return ['x-twilio-signature'];
    case 'zendesk':
      return ['x-zendesk-webhook-signature', 'x-zendesk-webhook-signature-timestamp'];
    case 'sunshine':
      return ['x-api-key'];
    case 'intercom':
      return ['x-hub-signature'];
    case 'chatwoot':
      return ['x-chatwoot-signature', 'x-chatwoot-timestamp'];
    case 'standard':
      return ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
    case 'hmac':
      return [signature.header, ...(signature.timeHeader ? [signature.timeHeader] : [])];
    case 'stripe':
    case 'token':
      return [signature.header];
  }
}

/** All pairs are compared, so that the time tells nothing of which one was right. */
function holds({ algorithm, key, signed, given }: Claim, secret: string): boolean {
  const right = signed.map((text) => createHmac(algorithm, key(secret)).update(text).digest());
  return right.flatMap((one) => given.map((other) => isSame(one, other))).includes(true);
}

const isSame = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest();

function headerOf({ headers }: Delivery, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? undefined : value;
}

const asIs = (secret: string) => secret;
const withTime = (time: string, divider: string, body: Buffer) =>
  Buffer.concat([Buffer.from(`${time}${divider}`), body]);
/** Seconds since 1970, or milliseconds, told apart by their size; NaN lies nowhere near now. */
function sinceEpoch(text: string): number {
  if (!/^\d{1,15}$/.test(text)) return Number.NaN;
  return Number(text) < 1e11 ? Number(text) * 1000 : Number(text);
}

type Hmac = Exclude<Signature, { kind: 'sunshine' | 'token' }>;

function claimOf(signature: Hmac, delivery: Delivery): Claim | undefined {
  switch (signature.kind) {
    case 'twilio':
      return twilioClaim(delivery);
    case 'zendesk':
      return zendeskClaim(delivery);
    case 'chatwoot':
      return chatwootClaim(delivery);
    case 'standard':
      return standardClaim(delivery);
    case 'stripe':
      return stripeClaim(delivery, signature.header);
    case 'intercom':
      // https://developers.intercom.com/docs/references/webhooks/webhook-models: HMAC-SHA-1 of the body, in hex
      return {
        algorithm: 'sha1',
        key: asIs,
        signed: [delivery.body],
        given: hexAfter('sha1=', headerOf(delivery, 'x-hub-signature')),
      };
    case 'hmac':
      return hmacClaim(delivery, signature);
  }
}

/**
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security: HMAC-SHA-1 in base64 over the address and, of a form,
 * its fields sorted by name. JSON is named by its digest in the query, which is part of the address.
 */
function twilioClaim(delivery: Delivery): Claim | undefined {
  const given = base64Of(headerOf(delivery, 'x-twilio-signature'));
  const digest = new URL(delivery.url).searchParams.get('bodySHA256');
  const isForm = (headerOf(delivery, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  if (digest !== null && !isForm) {
    const right = Buffer.from(digest, 'hex');
    if (!isSame(right, sha256(delivery.body))) return undefined;
  } else if (!isForm && delivery.body.length > 0) return undefined;
  const fields = isForm ? sortedFields(delivery.body) : '';
  const signed = withAndWithoutPort(delivery.url).map((url) => url + fields);
  return { algorithm: 'sha1', key: asIs, signed, given };
}

function sortedFields(body: Buffer): string {
  const fields = new URLSearchParams(body.toString('utf8'));
  return [...new Set(fields.keys())]
    .sort()
    .flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** Twilio's own libraries try both: whether the port is part of the address has changed over time. */
function withAndWithoutPort(address: string): string[] {
  const { protocol, hostname, port } = new URL(address);
  const rest = address.slice(address.indexOf('/', protocol.length + 2));
  const named = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return [`${protocol}//${hostname}:${named}${rest}`, `${protocol}//${hostname}${rest}`];
}

/** https://developer.zendesk.com/documentation/webhooks/verifying/: base64 of HMAC-SHA-256 over time and body. */
function zendeskClaim(delivery: Delivery): Claim | undefined {
  const time = headerOf(delivery, 'x-zendesk-webhook-signature-timestamp');
  if (time === undefined) return undefined;
  return {
    algorithm: 'sha256',
    key: asIs,
    signed: [withTime(time, '', delivery.body)],
    given: base64Of(headerOf(delivery, 'x-zendesk-webhook-signature')),
    at: Date.parse(time),
  };
}

/** Chatwoot 4.x, `lib/webhooks/trigger.rb`: `sha256=` and hex of HMAC-SHA-256 over `time.body`. */
function chatwootClaim(delivery: Delivery): Claim | undefined {
  const time = headerOf(delivery, 'x-chatwoot-timestamp');
  if (time === undefined) return undefined;
  return {
    algorithm: 'sha256',
    key: asIs,
    signed: [withTime(time, '.', delivery.body)],
    given: hexAfter('sha256=', headerOf(delivery, 'x-chatwoot-signature')),
    at: sinceEpoch(time),
  };
}

/** Standard Webhooks 1.0: `v1,` and base64 of HMAC-SHA-256 over `id.time.body`; several, divided by blanks. */
function standardClaim(delivery: Delivery): Claim | undefined {
  const [id, time] = [headerOf(delivery, 'webhook-id'), headerOf(delivery, 'webhook-timestamp')];
  if (id === undefined || time === undefined) return undefined;
  const all = (headerOf(delivery, 'webhook-signature') ?? '').split(' ').slice(0, 10);
  return {
    algorithm: 'sha256',
    key: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
    signed: [withTime(`${id}.${time}`, '.', delivery.body)],
    given: all.filter((one) => one.startsWith('v1,')).flatMap((one) => base64Of(one.slice(3))),
    at: sinceEpoch(time),
  };
}

/** https://docs.stripe.com/webhooks#verify-manually: `t=` seconds and `v1=` hex of HMAC-SHA-256 over `t.body`. */
function stripeClaim(delivery: Delivery, header: string): Claim | undefined {
  const parts = (headerOf(delivery, header) ?? '').split(',').slice(0, 20);
  const time = parts.find((part) => part.startsWith('t='))?.slice(2);
  if (time === undefined) return undefined;
  return {
    algorithm: 'sha256',
    key: asIs,
    signed: [withTime(time, '.', delivery.body)],
    given: parts.flatMap((part) => hexAfter('v1=', part)),
    at: sinceEpoch(time),
  };
}

function hmacClaim(delivery: Delivery, signature: Extract<Signature, { kind: 'hmac' }>): Claim | undefined {
  const { header, algorithm, encoding, prefix, timeHeader } = signature;
  const said = headerOf(delivery, header);
  if (said === undefined || !said.startsWith(prefix)) return undefined;
  const given = encoding === 'hex' ? hexAfter(prefix, said) : base64Of(said.slice(prefix.length));
  const claim = { algorithm, key: asIs, given };
  if (timeHeader === undefined) return { ...claim, signed: [delivery.body] };
  const time = headerOf(delivery, timeHeader);
  if (time === undefined) return undefined;
  return { ...claim, signed: [withTime(time, '.', delivery.body)], at: sinceEpoch(time) };
}

function hexAfter(prefix: string, text: string | undefined): Buffer[] {
  if (text === undefined || !text.startsWith(prefix)) return [];
  const digits = text.slice(prefix.length);
  return /^([0-9a-f]{2}){20,64}$/i.test(digits) ? [Buffer.from(digits, 'hex')] : [];
}

/** Of either alphabet (RFC 4648, 4 and 5). */
const base64Of = (text: string | undefined): Buffer[] =>
  text !== undefined && /^(?:[A-Za-z0-9+/]{20,100}|[A-Za-z0-9_-]{20,100})={0,2}$/.test(text)
    ? [Buffer.from(text, 'base64')]
    : [];
