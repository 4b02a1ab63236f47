import type { z } from 'zod';
import { Problem, type ProblemCode, problemKinds } from '../contract/problem.js';
import type { AnswerOf, RouteSpec } from '../contract/route.js';
import type { Surroundings } from './command.js';

export interface Remote {
  url: string;
  headers: Record<string, string>;
}

/** Where the service is and who calls: `BATON_URL` and `BATON_API_KEY`. */
export function remoteOf({ config, env }: Surroundings): Remote {
  const url = (env.BATON_URL || `http://localhost:${config.port}`).replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new Problem('invalid_input', { detail: `BATON_URL is no address: ${url}` });
  const key = env.BATON_API_KEY;
  return { url, headers: key ? { authorization: `Bearer ${key}` } : {} };
}

/** What the service answered instead of what was asked for. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const { code, detail } = JSON.parse(text) as { code?: string; detail?: string };
    if (code && Object.hasOwn(problemKinds, code)) return new Problem(code as ProblemCode, { detail });
  } catch {
    // Not one of our problem documents: something stands between us and the service.
  }
  return new Problem('unavailable', { detail: `${response.url} answered ${response.status}` });
}

export async function send(remote: Remote, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...remote.headers, ...(init.headers as Record<string, string> | undefined) };
  try {
    return await fetch(remote.url + path, { ...init, headers });
  } catch (cause) {
    const detail = `Nothing answers at ${remote.url}. Is it started, and is BATON_URL right?`;
    throw new Problem('unavailable', { detail }, { cause });
  }
}

/** Asks a route without parameters and parses its answer with the contract. */
export async function ask<R extends RouteSpec & { response: z.ZodType }>(
  remote: Remote,
  spec: R,
  query = '',
): Promise<AnswerOf<R>> {
  const response = await send(remote, spec.path + query, { method: spec.method });
  if (!response.ok) throw await problemOf(response);
  return spec.response.parse(await response.json()) as AnswerOf<R>;
}
