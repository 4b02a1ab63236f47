import { z } from 'zod';
import { zone } from './metric-answers.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must be one line');
const address = z.url({ protocol: /^https?$/ }).max(2000);

const email = z.object({
  kind: z.literal('email'),
  /** The SMTP server. */
  host: line(253).regex(/^[A-Za-z0-9.:-]+$/, 'must be the name of a server'),
  port: z.int().min(1).max(65_535),
  /** `starttls` is demanded, not tried. `none` only to receivers that the operator allows. */
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: line(200).optional(),
  /** Kept when it is left out and server and user stay the same. */
  password: z.string().min(1).max(500).optional(),
  from: z.email().max(254),
  to: z.array(z.email().max(254)).min(1).max(50),
});
const webhook = z.object({ kind: z.literal('webhook'), url: address });
/** Takes Slack's JSON, as Mattermost, Rocket.Chat and others do too. */
const slack = z.object({ kind: z.literal('slack'), url: address });

/** Where a channel leads. It holds secrets, is encrypted and never shown again. */
export const destination = z.discriminatedUnion('kind', [email, webhook, slack]);
export type Destination = z.output<typeof destination>;

const clock = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day such as 22:00');
/** What is raised meanwhile is held back and said afterwards. `to` may lie before `from`: over midnight. */
export const quietHours = z.object({
  zone,
  from: clock,
  to: clock,
  /** All of Saturday and Sunday too. */
  weekends: z.boolean().default(false),
});
export type QuietHours = z.output<typeof quietHours>;

export const channelBody = z.object({
  name: line(80),
  destination,
  quiet: quietHours.nullable().default(null),
  /** Critical alerts are said during quiet hours too. */
  urgentPasses: z.boolean().default(true),
  /** It is told, too, when a dataset version is ready. */
  datasets: z.boolean().default(false),
  paused: z.boolean().default(false),
});
export const channelChange = z.object({
  name: line(80).optional(),
  destination: destination.optional(),
  quiet: quietHours.nullable().optional(),
  urgentPasses: z.boolean().optional(),
  datasets: z.boolean().optional(),
  paused: z.boolean().optional(),
});

export const channel = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['email', 'webhook', 'slack']),
    /** Server, or number of recipients: nothing secret, nobody's address. */
    shown: z.string(),
    quiet: quietHours.nullable(),
    /** Quiet hours hold it back right now. */
    isQuiet: z.boolean(),
    urgentPasses: z.boolean(),
    datasets: z.boolean(),
    paused: z.boolean(),
    /** Said to nobody yet: it waits for others to be grouped with, for quiet hours to end, or for the channel. */
    held: count,
    /** A new signing secret was made; until then messages carry the signature of the old one too. */
    oldSecretUntil: instant.nullable(),
  })
  .meta({ id: 'AlertChannel' });
export const channelList = z.array(channel).meta({ id: 'AlertChannelList' });
export const channelMade = channel
  .extend({
    /** Of a webhook: what its messages are signed with. It is shown once. */
    signingSecret: z.string().nullable(),
  })
  .meta({ id: 'AlertChannelMade' });

/** Receivers that know only the old secret go on for so long; 0: it has leaked, and stops at once. */
export const secretBody = z.object({ bothForHours: z.int().min(0).max(720).default(24) });

export const message = z
  .object({
    /** Sent along: whoever got a message twice can tell. */
    id: z.string(),
    channelId: z.string(),
    channel: z.string(),
    kind: z.enum(['alerts', 'test', 'dataset']),
    subject: z.string(),
    /** `dead`: given up, to be sent again by hand. */
    state: z.enum(['waiting', 'sent', 'dead']),
    attempts: count,
    createdAt: instant,
    dueAt: instant,
    endedAt: instant.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'AlertMessage' });
/** Given up first, then what waits, then the latest. */
export const messageList = z
  .object({ waiting: count, dead: count, items: z.array(message) })
  .meta({ id: 'AlertMessageList' });
