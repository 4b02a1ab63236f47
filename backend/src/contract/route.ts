import type { z } from 'zod';
import type { AccessAction, AccessKind } from './access-log.js';
import type { DecisionType } from './event-types.js';
import type { Access } from './roles.js';
import './plain-words.js';

type Schema = z.ZodType;

/** An answer's table as an Arrow IPC stream, to whoever asks for it with `Accept`. */
export const arrowStream = 'application/vnd.apache.arrow.stream';

/** What of people a route shows: who looks is entered in the access log before the answer leaves. */
export interface Shows {
  kind: AccessKind;
  /** Path parameter that is the record's key. Without one the key says which filters were used, never their values. */
  param?: string;
  /** Default: `viewed`. */
  action?: AccessAction;
  /** The decision that the route itself enters in the ledger and that says who took what: it is not entered twice. */
  recordedAs?: DecisionType;
}

/** One row of the route table: server, browser client, role guard, OpenAPI and the contract tests read it. */
export interface RouteSpec {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters; a last `*` takes the rest, with its slashes. */
  path: string;
  access: Access;
  summary: string;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  /** Of a JSON answer; absent when there is only another media type, or for 204. */
  response?: Schema;
  status?: number;
  /** Media types of an answer that is not JSON; beside `response`, those that a caller may ask for in its place. */
  produces?: readonly string[];
  /** Media types of a body that the route reads itself. */
  consumes?: readonly string[];
  shows?: Shows;
}

export const route = <const R extends RouteSpec>(spec: R): R => spec;

type Output<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;
type Input<S, Otherwise> = S extends z.ZodType ? z.input<S> : Otherwise;

export type ParamsOf<R extends RouteSpec> = Output<R['params'], Record<string, never>>;
export type QueryOf<R extends RouteSpec> = Output<R['query'], Record<string, never>>;
export type BodyOf<R extends RouteSpec> = Output<R['body'], undefined>;
export type AnswerOf<R extends RouteSpec> = Output<R['response'], undefined>;
export type QueryInput<R extends RouteSpec> = Input<R['query'], Record<string, never>>;
export type BodyInput<R extends RouteSpec> = Input<R['body'], undefined>;
