import { expect, test } from 'vitest';
import { Runner } from '../../backend/src/schedule/runner.js';

const ignore = () => undefined;
const later = () => new Promise<void>((done) => setTimeout(done, 5));

test('steps run in order, and a run asked for meanwhile follows the present one', async () => {
  const seen: string[] = [];
  const step = (name: string) => ({
    name,
    run: async () => {
      await later();
      seen.push(name);
    },
  });
  const runner = new Runner('r', 1000, [step('a'), step('b')], ignore);
  await Promise.all([runner.run(), runner.run(), runner.run()]);
  expect(seen).toEqual(['a', 'b', 'a', 'b']);
});

test('a failed step is reported, ends its run, and does not end the next', async () => {
  const seen: string[] = [];
  let failing = true;
  const first = {
    name: 'first',
    run: async () => {
      if (failing) throw new Error('away');
    },
  };
  const second = { name: 'second', run: async () => void seen.push('second') };
  const runner = new Runner('r', 1000, [first, second], (step, error) => seen.push(`${step}: ${error}`));
  await runner.run();
  failing = false;
  await runner.run();
  expect(seen).toEqual(['r: first: Error: away', 'second']);
});

test('once stopped it runs no further step', async () => {
  const seen: string[] = [];
  const slow = {
    name: 'slow',
    run: async () => {
      await later();
      seen.push('slow');
    },
  };
  const runner = new Runner(
    'r',
    1000,
    [slow, { name: 'next', run: async () => void seen.push('next') }],
    ignore,
  );
  const run = runner.run();
  await runner.stop();
  await run;
  await runner.run();
  runner.soon();
  await new Promise((done) => setTimeout(done, 200));
  expect(seen).toEqual(['slow']);
});
