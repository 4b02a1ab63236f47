import type { Format, Signature } from '../../../../backend/src/contract/connections.js';

export type Kind = Signature['kind'] | '';
type Hmac = Extract<Signature, { kind: 'hmac' }>;

/** What is typed about how deliveries are signed; of each kind only some of it counts. */
export interface SignatureDraft {
  kind: Kind;
  header: string;
  /** Of Twilio: the address as it was given there. */
  url: string;
  algorithm: Hmac['algorithm'];
  encoding: Hmac['encoding'];
  prefix: string;
  timeHeader: string;
  tolerance: number | '';
}

/** Five minutes, as Stripe and Standard Webhooks advise. */
const usualTolerance = 300;

/** How each vendor signs; anything else can be chosen. */
export const usualKind: Partial<Record<Format, Kind>> = {
  twilio: 'twilio',
  sunshine: 'sunshine',
  'zendesk-audits': 'zendesk',
  intercom: 'intercom',
  chatwoot: 'chatwoot',
  csv: '',
};

const headers: Partial<Record<Kind, string>> = {
  stripe: 'stripe-signature',
  hmac: 'x-hub-signature-256',
  token: 'authorization',
};

/** As GitHub signs, where it is a plain HMAC. */
export const draftOf = (kind: Kind): SignatureDraft => ({
  kind,
  header: headers[kind] ?? '',
  url: '',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  timeHeader: '',
  tolerance: usualTolerance,
});

/** What is kept about a source, to be changed. */
export function draftFrom(signature: Signature | null): SignatureDraft {
  const draft = draftOf(signature?.kind ?? '');
  if (signature?.kind === 'twilio') return { ...draft, url: signature.url ?? '' };
  if (signature?.kind === 'stripe' || signature?.kind === 'token')
    return { ...draft, header: signature.header };
  if (signature?.kind !== 'hmac') return draft;
  const { header, algorithm, encoding, prefix, timeHeader, toleranceSeconds } = signature;
  return {
    ...draft,
    header,
    algorithm,
    encoding,
    prefix,
    timeHeader: timeHeader ?? '',
    tolerance: toleranceSeconds ?? usualTolerance,
  };
}

export function signatureOf(draft: SignatureDraft): Signature | null {
  const { kind, algorithm, encoding, tolerance } = draft;
  const [header, url, prefix, timeHeader] = [draft.header, draft.url, draft.prefix, draft.timeHeader].map(
    (text) => text.trim(),
  ) as [string, string, string, string];
  if (kind === '') return null;
  if (kind === 'twilio') return url === '' ? { kind } : { kind, url };
  if (kind === 'stripe' || kind === 'token') return { kind, header };
  if (kind !== 'hmac') return { kind };
  const timed = timeHeader === '' ? {} : { timeHeader, toleranceSeconds: tolerance || usualTolerance };
  return { kind, header, algorithm, encoding, prefix, ...timed };
}
