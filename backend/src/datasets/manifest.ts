import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { DatasetRequest, manifest } from '../contract/datasets.js';
import { canonical } from '../ledger/canonical.js';

export type Manifest = z.output<typeof manifest>;

export const digestOf = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Digest of a value's canonical JSON. */
export const digestOfValue = (value: unknown): string => digestOf(canonical(value));

/** One form for requests that ask for the same: lists without order or repetition, instants in UTC. */
export function normaliseRequest(request: DatasetRequest): DatasetRequest {
  const list = (values: readonly string[]) => [...new Set(values)].sort();
  const instant = (text: string | undefined) => text && new Date(text).toISOString();
  return {
    ...request,
    gaps: list(request.gaps),
    languages: list(request.languages),
    bots: list(request.bots),
    channels: list(request.channels),
    intents: list(request.intents),
    from: instant(request.from),
    to: instant(request.to),
  };
}

/** A version's id: the same request that gives the same bytes is the same version. */
export function datasetId(request: DatasetRequest, digest: string): string {
  const defined = JSON.parse(JSON.stringify(request)) as unknown;
  const hash = createHash('sha256')
    .update(canonical({ request: defined, digest }))
    .digest();
  return `d${hash.readBigUInt64BE().toString(36).padStart(13, '0').slice(-10)}`;
}
