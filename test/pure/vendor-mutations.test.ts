import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventsIn, expectSound, readAs, samples } from '../support/vendor-samples.js';

/** Changes one value anywhere in a record. */
function mutate(value: unknown, path: number[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return change(value);
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = mutate(copy[key], rest, change);
  if (copy[key] === dropped) delete copy[key];
  return copy;
}
const dropped = Symbol('dropped');
const deep = JSON.parse(`${'{"a":['.repeat(300)}${']}'.repeat(300)}`) as unknown;
const changes = fc.oneof(
  fc.constantFrom(
    dropped,
    null,
    '',
    0,
    -1,
    1e300,
    true,
    [],
    {},
    [null],
    [[]],
    'undefined',
    '\u0000\uD800',
    deep,
  ),
  fc.constantFrom(
    'x'.repeat(250_000),
    'name '.repeat(60),
    '9'.repeat(400),
    { a: { b: [1] } },
    [{ id: 1 }],
    '2026-01-01',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

test.each(samples.filter(({ isTable }) => !isTable))(
  'whatever becomes of a record of $source, it is mapped or refused once, with its place',
  async ({ source, text }) => {
    const originals = text.split('\n').map((line) => JSON.parse(line) as unknown);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.nat(originals.length - 1),
            fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }),
            changes,
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async (mutations) => {
          const changed: unknown[] = [...originals];
          for (const [index, path, change] of mutations)
            changed[index] = mutate(changed[index], path, () => change);
          // An array would be a list of records, not one.
          const isOne = (record: unknown) => record !== dropped && !Array.isArray(record);
          const lines = changed.map((record) => JSON.stringify(isOne(record) ? record : null));
          const mapped = await readAs(source, lines.join('\n'));
          expect(mapped.map(({ at }) => at.line)).toEqual(lines.map((_, index) => index + 1));
          expectSound(eventsIn(mapped));
          for (const each of mapped) {
            if ('reason' in each) expect(each.reason).not.toBe('');
            else if (each.events.length === 0) expect(each.ignored).toBeTruthy();
          }
        },
      ),
      { numRuns: 60 },
    );
  },
  20_000,
);

test('an agent whose id is too long is refused with the record, not handed on', async () => {
  const genesys = samples
    .find(({ source }) => source === 'genesys')
    ?.text.replaceAll(/"(userId|participantId)":"[^"]*"/g, `"$1":"${'9'.repeat(201)}"`);
  const mapped = await readAs('genesys', genesys ?? '');
  expect(mapped.some((each) => 'reason' in each && each.reason.includes('200 characters'))).toBe(true);
  expectSound(eventsIn(mapped));
});
