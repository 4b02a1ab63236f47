import { type SbarPart, type SbarParts, sbarLetters } from '../../../components/sbar-parts';
import type { Answer } from '../../../lib/api';

type Entry = Answer<'GET /api/ledger/entries/:index'>;
type Disclosed = Pick<Entry, 'open' | 'fields'>;

/** Where a part may be committed: alone, or as a member of something larger. */
const places = ['/data/context/summary', '/data/context', '/data'];

/** The four parts of the summary in a `handoff.initiated`, from what of the entry is disclosed. */
export function sbarOfEntry({ open, fields }: Disclosed): SbarParts {
  const travelled = Array.isArray(open.context) ? open.context.map(String) : [];
  return Object.fromEntries(
    sbarLetters.map((letter) => [
      letter,
      travelled.includes(`summary.${letter}`) ? partAt(letter, fields) : { state: 'missing' },
    ]),
  ) as SbarParts;
}

function partAt(letter: string, fields: Disclosed['fields']): SbarPart {
  const pointer = `/data/context/summary/${letter}`;
  const field = [pointer, ...places]
    .map((place) => fields.find((one) => one.pointer === place))
    .find((found) => found !== undefined);
  if (field && field.withheld.length > 0) return { state: 'withheld' };
  if (!field || field.salt === null) return { state: 'erased' };
  const value = memberAt(field.value, pointer.slice(field.pointer.length + 1));
  return typeof value === 'string' ? { state: 'given', text: value } : { state: 'erased' };
}

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('/')
    .filter((name) => name !== '')
    .reduce<unknown>(
      (found, name) =>
        typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : undefined,
      value,
    );
}
