import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Milliseconds since 1970. Time is an argument: only `main.ts` and the CLI hand over the real one. */
export type Clock = () => number;

/** Tokens for injection. */
export const CONFIG = Symbol('config');
export const CLOCK = Symbol('clock');

const projectRoot = fileURLToPath(
  new URL(/\/dist\/backend\/src\/config\.js$/.test(import.meta.url) ? '../../..' : '../..', import.meta.url),
);

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const loopback = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/** An address that we send to: over TLS, or to this very machine. */
const outgoing = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, hostname, username, password } = new URL(text);
  return (protocol === 'https:' || loopback.test(hostname)) && username === '' && password === '';
}, 'must begin with https:// and hold no password; http:// only to this machine');
/** An endpoint that the operator runs or chose: also within the own network, and there also in clear. */
const chosenEndpoint = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { username, password } = new URL(text);
  return username === '' && password === '';
}, 'must be the whole address of the endpoint, without a password');
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

/** Every setting with its default; the table in OPERATIONS.md says what each does and what it endangers. */
const settings = z.object({
  BATON_PORT: wholeNumber(0, 65_535).default(3000),
  BATON_HOST: z.string().min(1).default('localhost'),
  BATON_DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: postgresUrl.optional(),
  BATON_KEYS: z.string().min(1).optional(),
  BATON_MIGRATION_URL: postgresUrl.optional(),
  BATON_DATABASE_ROLES: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a prefix of small letters, digits and _, or none')
    .default('baton'),
  BATON_ERASURE_LIST: z.string().min(1).optional(),
  BATON_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(4, 'must be 4 or more: three for what counts, one for everything else')
    .max(200)
    .default(12),
  BATON_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  BATON_ORIGIN: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9./-]{0,120}$/, 'must be a name like baton.example.com/log')
    .optional(),
  BATON_TRUST_PROXY: z.string().min(1).optional(),
  BATON_DEMO: flag.default(false),
  BATON_SCHEDULE_SECONDS: wholeNumber(1, 3600).default(2),
  BATON_FACTS_MEMORY_MB: z.coerce.number().int().min(0).default(1024),
  BATON_SESSION_IDLE_HOURS: wholeNumber(1, 720).default(12),
  BATON_SESSION_DAYS: wholeNumber(1, 90).default(14),
  BATON_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  BATON_LOG_REQUESTS: flag.default(false),
  BATON_CHECKPOINT_DIR: z.string().min(1).optional(),
  BATON_CHECKPOINT_S3: outgoing
    .refine((text) => /^\/[^/]/.test(new URL(text).pathname), 'must be https://endpoint/bucket/prefix')
    .refine((text) => !/[?#]/.test(text), 'must be an address without ? and #')
    .optional(),
  BATON_CHECKPOINT_WEBHOOK: outgoing.optional(),
  BATON_IMPORT_GB: z.coerce.number().min(0).max(100_000).default(20),
  BATON_IMPORT_DAYS: wholeNumber(1, 3650).default(90),
  BATON_MASK_WORDS: z.string().min(1).optional(),
  BATON_ALERT_RECEIVERS: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5}|\/[0-9]{1,3})?$/i,
            'must be names, addresses or ranges like mail.example:587 or 10.1.0.0/16, comma-separated',
          ),
      ),
    )
    .optional(),
  EMBEDDINGS_URL: chosenEndpoint.optional(),
  EMBEDDINGS_MODEL: z.string().max(200).optional(),
  EMBEDDINGS_KEY: z.string().optional(),
  TITLES_URL: chosenEndpoint.optional(),
  TITLES_MODEL: z.string().max(200).optional(),
  TITLES_KEY: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string().default('us-east-1'),
});

/** A place for checkpoints in an S3-compatible store. */
export interface Bucket {
  /** Endpoint, bucket and prefix, without a slash at the end. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

/** A model behind an OpenAI-compatible endpoint. */
export interface Endpoint {
  /** The whole address. */
  url: string;
  model: string;
  /** Sent as bearer token. */
  key: string | undefined;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. Holds the embedded database and the ledger's keys. */
  readonly dataDir: string;
  /** The ledger's keys as JSON, or the file that holds them. */
  readonly keys: string | undefined;
  /** Absolute. What was erased, outside the database; absent: a file in the data folder. */
  readonly erasureList: string | undefined;
  /** Absent: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Who changes the schema and sets up roles, when that is not the user of `databaseUrl`. */
  readonly migrationUrl: string | undefined;
  /** Begins the names of the database roles. Absent: the service runs as whoever it is given, and warns. */
  readonly databaseRoles: string | undefined;
  readonly databasePool: number;
  /** Where browsers reach us; decides cookie security, links and the CSRF check. No slash at the end. */
  readonly publicUrl: string;
  /** The ledger's origin line: a name without a scheme, unique for ever. */
  readonly origin: string;
  /** Proxies whose X-Forwarded-* headers are believed: addresses or ranges, comma-separated. */
  readonly trustProxy: string | undefined;
  readonly demo: boolean;
  readonly scheduleSeconds: number;
  /** How much of memory facts may take, MB. */
  readonly factsMemoryMb: number;
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
  readonly logLevel: string;
  readonly logRequests: boolean;
  /** Where checkpoints are copied to; absent: a folder in the data folder. */
  readonly checkpointDir: string | undefined;
  readonly checkpointBucket: Bucket | undefined;
  readonly checkpointWebhook: string | undefined;
  /** Names, addresses and ranges inside our networks that alerts may be sent to. */
  readonly alertReceivers: readonly string[];
  /** Bytes that files of imports may take in the data folder together; 0: none are taken. */
  readonly importBytes: number;
  /** Reports of imports are kept for so long. */
  readonly importDays: number;
  /** What makes vectors of words, and what proposes titles of gaps; absent: nothing does. */
  readonly embeddings: Endpoint | undefined;
  readonly titles: Endpoint | undefined;
  /** What is masked besides personal data: names of people, projects, places. */
  readonly maskWords: readonly string[];
  /** Parse every JSON answer with its route's schema and fail on a difference: for tests. */
  readonly checkResponses: boolean;
  /** Refuse a database that can lose what it has acknowledged. No setting turns it off: only tests do. */
  readonly requireDurable: boolean;
  readonly version: string;
  /** The project's folder, to find the built web page. */
  readonly projectRoot: string;
}

export class ConfigError extends Error {}

function explain(error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  return `These settings are wrong:\n${lines.join('\n')}`;
}

/** Whoever names a bucket must say who may write there. */
function bucketOf(s: z.output<typeof settings>): Bucket | undefined {
  if (s.BATON_CHECKPOINT_S3 === undefined) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = s;
  if (!accessKeyId || !secretAccessKey) {
    throw new ConfigError('BATON_CHECKPOINT_S3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
  }
  const url = s.BATON_CHECKPOINT_S3.replace(/\/+$/, '');
  return { url, region: s.AWS_REGION, accessKeyId, secretAccessKey, sessionToken: s.AWS_SESSION_TOKEN };
}

/** What is kept from a model is kept under its name. */
function endpointOf(s: z.output<typeof settings>, name: 'EMBEDDINGS' | 'TITLES'): Endpoint | undefined {
  const {
    [`${name}_URL` as const]: url,
    [`${name}_MODEL` as const]: model,
    [`${name}_KEY` as const]: key,
  } = s;
  if (url === undefined) return undefined;
  if (model === undefined) throw new ConfigError(`${name}_URL needs ${name}_MODEL, the name of the model.`);
  return { url, model, key };
}

/** One term a line; lines that begin with `#` are remarks. */
function readMaskWords(path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    const lines = readFileSync(resolve(projectRoot, path), 'utf8').split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  } catch (cause) {
    throw new ConfigError(`The file of BATON_MASK_WORDS cannot be read: ${path}`, { cause });
  }
}

/** An empty variable counts as not set, as compose files produce them. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = settings.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(explain(parsed.error));
  const s = parsed.data;
  const publicUrl = (s.BATON_PUBLIC_URL ?? `http://localhost:${s.BATON_PORT}`).replace(/\/+$/, '');
  const folder = s.BATON_DATA_DIR ?? (s.BATON_DEMO ? 'data/demo' : 'data');
  return Object.freeze({
    port: s.BATON_PORT,
    host: s.BATON_HOST,
    dataDir: resolve(projectRoot, folder),
    keys: s.BATON_KEYS,
    erasureList: s.BATON_ERASURE_LIST && resolve(projectRoot, s.BATON_ERASURE_LIST),
    databaseUrl: s.DATABASE_URL,
    migrationUrl: s.BATON_MIGRATION_URL,
    databaseRoles: s.BATON_DATABASE_ROLES === 'none' ? undefined : s.BATON_DATABASE_ROLES,
    databasePool: s.BATON_DATABASE_POOL,
    publicUrl,
    origin: s.BATON_ORIGIN ?? `${new URL(publicUrl).hostname}/baton`,
    trustProxy: s.BATON_TRUST_PROXY,
    demo: s.BATON_DEMO,
    scheduleSeconds: s.BATON_SCHEDULE_SECONDS,
    factsMemoryMb: s.BATON_FACTS_MEMORY_MB,
    sessionIdleMs: s.BATON_SESSION_IDLE_HOURS * 3_600_000,
    sessionMaxMs: s.BATON_SESSION_DAYS * 86_400_000,
    logLevel: s.BATON_LOG_LEVEL,
    logRequests: s.BATON_LOG_REQUESTS,
    checkpointDir: s.BATON_CHECKPOINT_DIR && resolve(projectRoot, s.BATON_CHECKPOINT_DIR),
    checkpointBucket: bucketOf(s),
    checkpointWebhook: s.BATON_CHECKPOINT_WEBHOOK,
    alertReceivers: s.BATON_ALERT_RECEIVERS ?? [],
    importBytes: Math.round(s.BATON_IMPORT_GB * 1e9),
    importDays: s.BATON_IMPORT_DAYS,
    embeddings: endpointOf(s, 'EMBEDDINGS'),
    titles: endpointOf(s, 'TITLES'),
    maskWords: readMaskWords(s.BATON_MASK_WORDS),
    checkResponses: false,
    requireDurable: true,
    version,
    projectRoot,
  });
}
