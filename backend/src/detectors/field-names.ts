import type { LedgerEvent } from '../ledger/ledger-event.js';

/** Under these, members are named by whoever sends: what they are called is not a schema. */
const freeNames = new Set(['context.entities', 'readback']);
/** Said by the ledger, or twice. */
const notSent = new Set(['seq', 'assumed', 'actions', 'context']);
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const deepest = 3;

/**
 * Names of the fields that an event carries, read from its entry alone: they stay readable for ever, so an erasure
 * changes no count. Members of free objects, and names that no schema would have, are not told apart.
 */
export function fieldNames(event: LedgerEvent): string[] {
  const open = Object.keys(event.pub).filter((name) => !notSent.has(name));
  const travelled = (event.pub.context ?? []).map((name) => `context.${name}`);
  const committed = event.committed.flatMap((pointer) => nameOf(pointer) ?? []);
  return [...new Set([...open, ...travelled, ...committed])];
}

function nameOf(pointer: string): string | undefined {
  const [root, ...segments] = pointer.split('/').slice(1);
  if (root !== 'data' || segments.length === 0) return undefined;
  let name = '';
  for (const segment of segments.slice(0, deepest)) {
    if (freeNames.has(name)) break;
    if (!namePattern.test(segment)) return name === '' ? undefined : `${name}.*`;
    name = name === '' ? segment : `${name}.${segment}`;
  }
  return name;
}
