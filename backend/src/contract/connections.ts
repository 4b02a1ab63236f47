import { z } from 'zod';
import { ownSource, reasons, sourcePattern } from './events.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** Every format that can be read. */
export const formats = [
  'cloudevents',
  'openai-messages',
  'amazon-connect',
  'bot-framework',
  'chatwoot',
  'conversational-insights',
  'copilot-studio',
  'csv',
  'dialogflow-cx',
  'genesys',
  'intercom',
  'liveperson',
  'otel-genai',
  'rasa',
  'salesforce',
  'star',
  'sunshine',
  'twilio',
  'vcon',
  'zendesk-audits',
] as const;
export const format = z.enum(formats);
export type Format = (typeof formats)[number];

/** The `source` of events: with their ids it identifies them for ever. */
export const sourceName = z
  .string()
  .regex(sourcePattern, 'must be a slug of letters, digits and . _ : / - (at most 128 characters)')
  .refine((name) => name !== ownSource && !name.startsWith(`${ownSource}/`), 'is reserved');
export const sourceParams = z.object({ name: z.string().regex(sourcePattern) });

const header = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/i, 'must be the name of a header')
  .transform((name) => name.toLowerCase());

/** How a vendor signs what it delivers. The secret is given apart. */
export const signature = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('twilio'),
    /** The address that Twilio was given, where it is not the one that the source shows. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  }),
  z.object({ kind: z.literal('zendesk') }),
  z.object({ kind: z.literal('sunshine') }),
  z.object({ kind: z.literal('intercom') }),
  z.object({ kind: z.literal('chatwoot') }),
  /** https://www.standardwebhooks.com */
  z.object({ kind: z.literal('standard') }),
  /** `t=…,v1=…`: HMAC-SHA-256 over time and body, as Stripe does it. */
  z.object({ kind: z.literal('stripe'), header }),
  /** HMAC over the body, as GitHub does it, or over `time.body` where a header says the time. */
  z.object({
    kind: z.literal('hmac'),
    header,
    algorithm: z.enum(['sha256', 'sha1', 'sha512']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    prefix: z.string().max(20).default(''),
    /** Seconds or milliseconds since 1970; it is signed as `time.body`. */
    timeHeader: header.optional(),
    /** How far that time may lie from ours; five minutes where nothing is said. */
    toleranceSeconds: z.int().min(30).max(86_400).optional(),
  }),
  /** No signature: the secret itself stands in a header (after `Bearer`, where that is the header's form). */
  z.object({ kind: z.literal('token'), header }),
]);
export type Signature = z.output<typeof signature>;
export const signatureKinds = signature.options.map((option) => option.shape.kind.value);

const secret = z
  .string()
  .min(8)
  .max(500)
  .regex(/^[\x21-\x7e][\x20-\x7e]*[\x21-\x7e]$/, 'must be printable, without blanks around it');

const readAs = {
  format,
  /** Of `csv`: what its columns mean. */
  mapping: z.record(z.string(), z.unknown()).nullable(),
  /** Tools, actions or intents that hand over; null: the format's own. */
  handoffTools: z.array(z.string().trim().min(1).max(120)).max(100).nullable(),
  /** Of `openai-messages`: under which key a record holds its messages. */
  messagesKey: z.string().min(1).max(120).nullable(),
  /** PEM or JWK of the public key that signed records are checked with. */
  publicKey: z.string().max(10_000).nullable(),
};

export const connectionBody = z.object({
  name: sourceName,
  format,
  mapping: readAs.mapping.default(null),
  handoffTools: readAs.handoffTools.default(null),
  messagesKey: readAs.messagesKey.default(null),
  publicKey: readAs.publicKey.default(null),
  /** Null: it takes no deliveries. */
  signature: signature.nullable().default(null),
  /** What the vendor signs with. Left out: one is made and shown once. */
  secret: secret.optional(),
  paused: z.boolean().default(false),
});
/** What is not named stays as it is. */
export const connectionChange = z.object({
  mapping: readAs.mapping.optional(),
  handoffTools: readAs.handoffTools.optional(),
  messagesKey: readAs.messagesKey.optional(),
  publicKey: readAs.publicKey.optional(),
  signature: signature.nullable().optional(),
  /** Needed with another kind of signature, unless one is to be made. */
  secret: secret.optional(),
  paused: z.boolean().optional(),
});
export const secretBody = z.object({
  /** Left out: one is made and shown once. */
  secret: secret.optional(),
  /** For so long the one before is good too. */
  oldForHours: z.int().min(0).max(168).default(24),
});

export const connection = z
  .object({
    name: z.string(),
    ...readAs,
    signature: signature.nullable(),
    /** Where its deliveries go; null without a signature. */
    hook: z.string().nullable(),
    /** Until when the secret before this one is good too. */
    oldSecretUntil: instant.nullable(),
    paused: z.boolean(),
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'Connection' });
export const connectionMade = connection
  .extend({
    /** One that was made here. It is shown once. */
    secret: z.string().nullable(),
  })
  .meta({ id: 'ConnectionMade' });
export const connectionList = z.array(connection).meta({ id: 'ConnectionList' });

const raw = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line');
/** What a source's own words for a reason mean; null takes an entry out. */
export const reasonChange = z.object({
  changes: z
    .array(z.object({ raw, reason: z.enum(reasons).nullable() }))
    .min(1)
    .max(500),
});
export const reasonList = z
  .object({
    /** As somebody decided; they come before the format's own. */
    own: z.array(z.object({ raw: z.string(), reason: z.enum(reasons), changedAt: instant })),
    /** What the format knows by itself. */
    format: z.array(z.object({ raw: z.string(), reason: z.enum(reasons) })),
  })
  .meta({ id: 'SourceReasons' });

/** A delivery as the vendor would send it. */
export const deliveryTrial = z.object({
  headers: z
    .record(z.string().max(200), z.string().max(10_000))
    .refine((headers) => Object.keys(headers).length <= 200, 'too many headers'),
  body: z.string().max(1_000_000),
  /** What stands after the address, from its question mark on. */
  query: z
    .string()
    .regex(/^(\?.*)?$/, 'must begin with ?')
    .max(4000)
    .default(''),
});
export const deliveryTried = z
  .object({
    /** `old`: rightly signed, but its time lies too far from ours. */
    verdict: z.enum(['good', 'wrong', 'old']),
    /** Headers that it is signed with and that were not among those given. */
    missing: z.array(z.string()),
    records: count,
    ignored: count,
    events: count,
    /** The first ones; without the records' values. */
    refused: z.array(
      z.object({ record: z.int().min(1), reason: z.string(), pointer: z.string().nullable() }),
    ),
  })
  .meta({ id: 'DeliveryTried' });

export const hookProbe = z.object({ takesDeliveries: z.literal(true) }).meta({ id: 'HookProbe' });
export const hookAnswer = z
  .object({
    /** It was taken before: nothing was done. */
    repeated: z.boolean(),
    records: count,
    rejected: count,
    ignored: count,
    events: z.object({ accepted: count, duplicate: count, conflict: count, invalid: count }),
  })
  .meta({ id: 'HookAnswer' });
