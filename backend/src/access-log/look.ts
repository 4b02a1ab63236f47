import { z } from 'zod';
import type { AccessAction, AccessKind, AccessWay } from '../contract/access-log.js';
import type { evidenceScope } from '../contract/evidence.js';
import type { RouteSpec, Shows } from '../contract/route.js';

/** Somebody looked at something. */
export interface Look {
  at: Date;
  actor: { id: string; name: string };
  via: AccessWay;
  action: AccessAction;
  kind: AccessKind;
  key: string;
  purpose: string | null;
}

/** What a request carried, as it came. */
export interface Asked {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** They say how a list is paged, not what is looked for. */
const paging = new Set(['limit', 'cursor', 'before', 'order', 'part']);
const longestKey = 200;

/**
 * Names what a route showed: a record by its key, a list by the filters that were used. The values of filters are
 * left out: somebody may have searched for a person, and the log of looks must not become a list of them.
 */
export function keyOf(spec: RouteSpec, shows: Shows, asked: Asked): string {
  if (shows.param !== undefined) return String(parsed(spec.params, asked.params)[shows.param]);
  const names = [...usedMembers(spec.query, asked.query), ...usedMembers(spec.body, asked.body)];
  return `${spec.path}${names.length === 0 ? '' : `?${names.join('&')}`}`.slice(0, longestKey);
}

function parsed(schema: z.ZodType | undefined, value: unknown): Record<string, unknown> {
  return (schema?.parse(value) ?? {}) as Record<string, unknown>;
}

function usedMembers(schema: z.ZodType | undefined, value: unknown): string[] {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  const given = value as Record<string, unknown>;
  return Object.keys(schema.shape)
    .filter((name) => !paging.has(name) && isUsed(given[name]))
    .sort();
}

const isUsed = (value: unknown): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/** What a pack is about, without the name of a person. */
export function evidenceKey(scope: z.output<typeof evidenceScope>): string {
  if (scope.kind === 'handoff') return `handoff/${scope.key}`;
  if (scope.kind === 'range') return `range/${scope.first}-${scope.last}`;
  return `subject/${scope.subject.kind}`;
}
