import type { purposeHeader as PurposeHeader } from '../../../backend/src/contract/access-log.js';
import type { ProblemCode } from '../../../backend/src/contract/problem.js';
import type { AnswerOf, BodyInput, QueryInput, RouteSpec } from '../../../backend/src/contract/route.js';
import type { routes } from '../../../backend/src/contract/routes.js';
import { purposeHeaders } from './purpose';

type Rows = typeof routes;

/**
 * The contract's route table, keyed `METHOD /path`. Only its types come to the browser: the schemas would bring
 * zod with them, 36 kB, to check answers that our own server has already checked.
 */
export type RouteTable = {
  [Name in keyof Rows as `${Rows[Name]['method']} ${Rows[Name]['path']}`]: Rows[Name];
};
export type RouteKey = keyof RouteTable;
export type ReadKey = Extract<RouteKey, `GET ${string}`>;
export type SendKey = Exclude<RouteKey, ReadKey>;

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

export type Answer<Key extends RouteKey> = AnswerOf<RouteTable[Key]>;
type PartOf<R extends RouteSpec, Name extends keyof RouteSpec, Value> =
  R extends Record<Name, unknown> ? Record<Name, Value> : unknown;

/** What a call needs: `params`, `query` and `body`, each only where its row has one. */
export type CallInput<Key extends RouteKey> = PartOf<
  RouteTable[Key],
  'params',
  Record<ParamNames<RouteTable[Key]['path']>, string | number>
> &
  PartOf<RouteTable[Key], 'query', QueryInput<RouteTable[Key]>> &
  PartOf<RouteTable[Key], 'body', BodyInput<RouteTable[Key]>>;

interface LooseInput {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** A refused call, as the problem document of RFC 9457 said it; `unreachable` when nobody answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: ProblemCode | 'unreachable',
    readonly title: string,
    readonly detail: string | undefined,
    options?: ErrorOptions,
  ) {
    super(detail ?? title, options);
  }

  /** No answer, or a server that is busy or at fault: what was asked for may be had later. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The address of a route, for links and downloads. */
export function address<Key extends RouteKey>(key: Key, input: CallInput<Key>): string {
  const { params = {}, query = {} } = input as LooseInput;
  const path = key
    .slice(key.indexOf(' ') + 1)
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : undefined);
  return new ApiProblem(
    response.status,
    (text('code') ?? text('type')?.split(/[/:#]/).pop() ?? 'internal') as ProblemCode,
    text('title') ?? response.statusText,
    text('detail'),
  );
}

/** Header in which a caller says why a record is read; its value is percent-encoded UTF-8. */
const purposeHeader: typeof PurposeHeader = 'baton-purpose';

interface SendOptions {
  signal?: AbortSignal;
  /** Why: it is recorded in the ledger. */
  purpose?: string;
  /** Media type that is asked for in place of JSON. */
  accept?: string;
}

async function send<Key extends RouteKey>(
  key: Key,
  input: CallInput<Key>,
  { signal, purpose, accept = 'application/json, */*;q=0.9' }: SendOptions = {},
): Promise<Response> {
  const { body } = input as LooseInput;
  const headers: Record<string, string> = { accept, ...purposeHeaders() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (purpose) headers[purposeHeader] = encodeURIComponent(purpose.replace(/\p{C}/gu, ' '));
  const response = await fetch(address(key, input), {
    method: key.slice(0, key.indexOf(' ')),
    credentials: 'same-origin',
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'unreachable', 'Baton does not answer', undefined, { cause: error });
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Calls a route of the contract. Throws ApiProblem. */
export async function call<Key extends RouteKey>(
  key: Key,
  input: CallInput<Key>,
  signal?: AbortSignal,
): Promise<Answer<Key>> {
  const response = await send(key, input, { signal });
  if (response.status === 204) return undefined as Answer<Key>;
  const json = response.headers.get('content-type')?.includes('json');
  return (await (json ? response.json() : response.text())) as Answer<Key>;
}

/** Calls a route that answers with a file. Throws ApiProblem. */
export async function callForFile<Key extends RouteKey>(
  key: Key,
  input: CallInput<Key>,
  options: Pick<SendOptions, 'purpose' | 'accept'> = {},
): Promise<{ blob: Blob; name: string }> {
  const response = await send(key, input, options);
  const disposition = response.headers.get('content-disposition') ?? '';
  const [, name = 'download'] = /filename="?([^";]+)"?/i.exec(disposition) ?? [];
  return { blob: await response.blob(), name };
}
