import { z } from 'zod';
import { timestamp } from './events.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** Header in which a caller may say why a record is read: at most 200 printable characters, percent-encoded. */
export const purposeHeader = 'baton-purpose';

/** What can be looked at: one of these, by its key. */
export const accessKinds = [
  'handoff',
  'conversation',
  'entry',
  'gap',
  'dataset',
  'import',
  'evidence',
  'list',
  'access_log',
  'rejected_record',
] as const;
export type AccessKind = (typeof accessKinds)[number];
export const accessActions = ['viewed', 'exported'] as const;
export type AccessAction = (typeof accessActions)[number];
/** A person by session, or a program by API key. */
export const accessWays = ['session', 'key'] as const;
export type AccessWay = (typeof accessWays)[number];

const filters = {
  /** Part of a name, or a whole account or key id. */
  actor: z.string().max(200).optional(),
  action: z.enum(accessActions).optional(),
  kind: z.enum(accessKinds).optional(),
  key: z.string().max(200).optional(),
  from: timestamp.optional(),
  to: timestamp.optional(),
};
export const accessLogQuery = z.object({
  ...filters,
  before: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const accessLogExportQuery = z.object(filters);
export const accessLogItem = z
  .object({
    at: instant,
    /** Null once who looked was erased; what was looked at, how and why goes with the name. */
    actor: z.string().nullable(),
    via: z.enum(accessWays).nullable(),
    action: z.enum(accessActions),
    kind: z.enum(accessKinds).nullable(),
    key: z.string().nullable(),
    purpose: z.string().nullable(),
    /** Looks in this line: repeats within a minute, or all of an entry whose actor was erased. */
    views: count,
    /** The leaf that records it. */
    entry: count,
  })
  .meta({ id: 'AccessLogItem' });
export const accessLogAnswer = z
  .object({ items: z.array(accessLogItem), next: z.string().nullable(), total: count })
  .meta({ id: 'AccessLog' });
