import { expect, test } from 'vitest';
import { withKeys } from '../../backend/src/cli/key-args.js';

const key = '-1bg6os-JVsx_vdOlRfKJQ';

test('a key that begins with a dash is a value, not an option', () => {
  expect(withKeys(['--handoff', key, '--out', 'pack.zip'])).toEqual([
    `--handoff=${key}`,
    '--out',
    'pack.zip',
  ]);
  expect(withKeys([key, '--out', 'a.vcon'])).toEqual(['--out', 'a.vcon', '--', key]);
  expect(withKeys(['--customer=4711', key])).toEqual(['--customer=4711', '--', key]);
});

test('everything else stays as it is', () => {
  const args = ['--handoff', 'abg6os-JVsx_vdOlRfKJQ4', '--option-of-22-letters', '-v', '--out', 'x'];
  expect(withKeys(args)).toEqual(args);
});
