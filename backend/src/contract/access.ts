import { z } from 'zod';
import { leastPasswordLength } from './password.js';
import { roles } from './roles.js';

const instant = z.iso.datetime();
const person = z.enum(['viewer', 'trainer', 'auditor', 'admin']);
const email = z.email().max(200);
const password = z.string().min(leastPasswordLength).max(200);

export const session = z
  .object({
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    expiresAt: instant,
    /** Latest event time in any number: where a page begins when its address names no range. */
    dataEnd: instant.nullable(),
  })
  .meta({ id: 'Session' });
/** Nobody's is no error: a page asks before it knows whether to show the sign-in. */
export const currentSession = z.object({ session: session.nullable() });
export const signInBody = z.object({ email, password: z.string().max(200) });
export const passwordBody = z.object({ current: z.string().max(200), password });
export const setupBody = z.object({
  token: z.string().max(200),
  name: z.string().trim().min(1).max(120),
  email,
  password,
});

export const user = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: person,
    disabled: z.boolean(),
    createdAt: instant,
    lastSeenAt: instant.nullable(),
  })
  .meta({ id: 'User' });
export const userBody = z.object({ name: z.string().trim().min(1).max(120), email, role: person, password });
export const userChange = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  role: person.optional(),
  password: password.optional(),
  disabled: z.boolean().optional(),
});
export const idParams = z.object({ id: z.string().max(60) });

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    /** First characters, to recognise it. */
    prefix: z.string(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    revoked: z.boolean(),
  })
  .meta({ id: 'ApiKey' });
export const apiKeyBody = z.object({ name: z.string().trim().min(1).max(120), role: z.enum(roles) });
export const apiKeyCreated = apiKey.extend({ key: z.string() }).meta({ id: 'ApiKeyCreated' });

export const status = z
  .object({
    version: z.string(),
    /** No administrator yet: show the first-run page. */
    setupNeeded: z.boolean(),
    demo: z.object({ loaded: z.int().min(0), total: z.int().min(0) }).nullable(),
    /** Sample logins, only in demo mode. */
    logins: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  })
  .meta({ id: 'Status' });

export const pipeline = z
  .object({
    entries: z.int().min(0),
    pending: z.int().min(0),
    followers: z.array(z.object({ name: z.string(), cursor: z.int().min(0), lag: z.int().min(0) })),
    dirtyBuckets: z.int().min(0),
    watermark: instant.nullable(),
    caughtUp: z.boolean(),
    sources: z.array(
      z.object({
        source: z.string(),
        conversations: z.int().min(0),
        lastAt: instant,
        handoffSignal: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Pipeline' });
