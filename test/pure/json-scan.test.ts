import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFlaw } from '../../backend/src/ingest/json-scan.js';
import { splitArray } from '../../backend/src/ingest/split-array.js';

describe('what JSON.parse passes over in silence is found and located', () => {
  it.each([
    ['a key that stands twice', '{"a":{"b":1,"b":2}}', 'unreadable', '/a/b'],
    ['a key that stands twice, once escaped', '{"ab":1,"\\u0061b":2}', 'unreadable', '/ab'],
    ['a key that reaches for the prototype', '{"x":{"__proto__":{"y":1}}}', 'unreadable', '/x/__proto__'],
    ['NUL in a value', '{"a":["x","\\u0000"]}', 'lossy', '/a/1'],
    ['NUL in a key', '{"a\\u0000":1}', 'lossy', '/a\0'],
    ['half of a surrogate pair', '{"a":"\\ud800"}', 'lossy', '/a'],
    ['the other half', '{"a":"x\\udc00y"}', 'lossy', '/a'],
    ['a number beyond every double', '{"a":1e400}', 'lossy', '/a'],
    ['a whole number that is rounded', '{"a":{"b":[9007199254740993]}}', 'lossy', '/a/b/0'],
    ['minus zero', '[-0]', 'lossy', '/0'],
    ['more digits than a double keeps', '[0.12345678901234567890123]', 'lossy', '/0'],
    ['a number that becomes zero', '[1e-400]', 'lossy', '/0'],
    ['a key with a slash', '{"a/b~c":1e999}', 'lossy', '/a~1b~0c'],
  ])('%s', (_, text, kind, pointer) => {
    expect(findFlaw(text)).toMatchObject({ kind, pointer });
  });

  it('refuses nesting below the limit and takes it up to the limit', () => {
    expect(findFlaw('['.repeat(32) + ']'.repeat(32))).toBeUndefined();
    expect(findFlaw('['.repeat(33) + ']'.repeat(33))).toMatchObject({ kind: 'unreadable' });
    expect(findFlaw('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    '1',
    '-1.5',
    '1e3',
    '1.0',
    '0.1',
    '1e-7',
    '100000000000000000000',
    '5e-324',
    '1.7976931348623157e308',
  ])('takes the number %s, which a double keeps', (token) => {
    expect(findFlaw(`[${token}]`)).toBeUndefined();
  });

  it('finds nothing in any text that JSON.stringify wrote of well-formed values', () => {
    const noFlaw = fc
      .jsonValue({ maxDepth: 6, noUnicodeString: false })
      .filter((value) => !/__proto__|\\u0000|-0(?![.\d])|\p{Cs}/u.test(JSON.stringify(value)))
      .filter((value) => !JSON.stringify(value).includes('\\ud'));
    fc.assert(
      fc.property(noFlaw, (value) => {
        expect(findFlaw(JSON.stringify(value))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('does not look for the same key in different objects', () => {
    expect(findFlaw('[{"a":1},{"a":{"a":1}}]')).toBeUndefined();
  });
});

describe('a batch is split without being parsed', () => {
  it('gives the texts of the items of any array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, indent) => {
        const texts = [...splitArray(JSON.stringify(values, null, indent))];
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it.each(['', '{}', '[1', '[1,', '[1}', '[1] 2', '["a', '[,]', '[1 2]'])('refuses %s', (text) => {
    expect(() => {
      for (const item of splitArray(text)) JSON.parse(item);
    }).toThrow(SyntaxError);
  });
});
