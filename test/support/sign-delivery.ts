import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Signature } from '../../backend/src/contract/connections.js';

interface Signed {
  kind: Signature['kind'];
  secret: string;
  body: string;
  /** Milliseconds. */
  at: number;
  /** The address that the vendor was given. */
  url: string;
}

/** Headers, and what is added to the address, as each vendor documents them: written apart from the code under test. */
export function signDelivery({ kind, secret, body, at, url }: Signed): {
  headers: Record<string, string>;
  query: string;
} {
  const seconds = String(Math.floor(at / 1000));
  const hmac = (text: string, key: string | Buffer = secret, algorithm = 'sha256') =>
    createHmac(algorithm, key).update(text);
  const json = { 'content-type': 'application/json' };
  switch (kind) {
    case 'twilio': {
      const query = `?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
      const signature = hmac(url + query, secret, 'sha1').digest('base64');
      return { headers: { ...json, 'x-twilio-signature': signature }, query };
    }
    case 'zendesk': {
      const time = new Date(at).toISOString();
      const signature = hmac(time + body).digest('base64');
      const headers = {
        'x-zendesk-webhook-signature': signature,
        'x-zendesk-webhook-signature-timestamp': time,
      };
      return { headers: { ...json, ...headers }, query: '' };
    }
    case 'sunshine':
      return { headers: { ...json, 'x-api-key': secret }, query: '' };
    case 'token':
      return { headers: { ...json, 'x-my-token': `Bearer ${secret}` }, query: '' };
    case 'intercom':
      return {
        headers: { ...json, 'x-hub-signature': `sha1=${hmac(body, secret, 'sha1').digest('hex')}` },
        query: '',
      };
    case 'chatwoot': {
      const signature = `sha256=${hmac(`${seconds}.${body}`).digest('hex')}`;
      const headers = { 'x-chatwoot-signature': signature, 'x-chatwoot-timestamp': seconds };
      return { headers: { ...json, ...headers }, query: '' };
    }
    case 'standard': {
      const id = `msg_${randomUUID()}`;
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signature = `v1,${hmac(`${id}.${seconds}.${body}`, key).digest('base64')}`;
      const headers = { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
      return { headers: { ...json, ...headers }, query: '' };
    }
    case 'stripe': {
      const signature = `t=${seconds},v1=${hmac(`${seconds}.${body}`).digest('hex')}`;
      return { headers: { ...json, 'stripe-signature': signature }, query: '' };
    }
    case 'hmac':
      return {
        headers: { ...json, 'x-hub-signature-256': `sha256=${hmac(body).digest('hex')}` },
        query: '',
      };
  }
}
