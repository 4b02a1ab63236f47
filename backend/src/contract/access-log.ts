import { z } from 'zod';
import { timestamp } from './events.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** Header in which a caller may say why a record is read. */
export const purposeHeader = 'baton-purpose';

/** What can be looked at: one of these, by its key. */
export const accessKinds = ['handoff', 'entry', 'gap', 'dataset', 'evidence', 'list', 'access_log'] as const;
export type AccessKind = (typeof accessKinds)[number];
export const accessActions = ['viewed', 'exported'] as const;
export type AccessAction = (typeof accessActions)[number];

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
    /** Null once the name of who looked was erased. */
    actor: z.string().nullable(),
    via: z.enum(['session', 'key']),
    action: z.enum(accessActions),
    kind: z.enum(accessKinds),
    key: z.string(),
    purpose: z.string().nullable(),
    /** The leaf that records it. */
    entry: count,
  })
  .meta({ id: 'AccessLogItem' });
export const accessLogAnswer = z
  .object({ items: z.array(accessLogItem), next: z.string().nullable(), total: count })
  .meta({ id: 'AccessLog' });
