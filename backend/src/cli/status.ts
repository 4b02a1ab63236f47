import { parseArgs } from 'node:util';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { ask, type Remote, remoteOf } from './client.js';
import type { Command } from './command.js';

type Pipeline = AnswerOf<typeof routes.pipeline>;

const pauseMs = 250;

function describe(pipeline: Pipeline): string {
  const lags = pipeline.followers.map(
    ({ name, cursor, lag }) => `  ${name.padEnd(14)} at ${cursor}, ${lag} behind`,
  );
  const state = pipeline.caughtUp ? 'caught up' : 'working';
  return [
    `${state}: ${pipeline.entries} entries, ${pipeline.pending} not yet in the ledger, ${pipeline.dirtyBuckets} buckets to sum`,
    ...lags,
  ].join('\n');
}

async function waitUntilCaughtUp(remote: Remote, timeoutMs: number): Promise<Pipeline> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const pipeline = await ask(remote, routes.pipeline).catch((error: unknown) => {
      // A service that is starting counts as not yet there.
      if (error instanceof Problem && error.code === 'unavailable' && performance.now() < giveUpAt)
        return undefined;
      throw error;
    });
    if (pipeline && (pipeline.caughtUp || performance.now() > giveUpAt)) return pipeline;
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}

export const status: Command = {
  summary: 'How far the numbers are behind the ledger',
  usage: `baton status [--wait] [--timeout SECONDS] [--json]

--wait returns when every follower has reached the ledger's head; exit code 1 after SECONDS (default 600).`,
  async run(args, surroundings) {
    const { values } = parseArgs({
      args,
      options: {
        wait: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '600' },
        json: { type: 'boolean', default: false },
      },
    });
    const remote = remoteOf(surroundings);
    const pipeline = values.wait
      ? await waitUntilCaughtUp(remote, Number(values.timeout) * 1000)
      : await ask(remote, routes.pipeline);
    surroundings.say(values.json ? JSON.stringify(pipeline) : describe(pipeline));
    return values.wait && !pipeline.caughtUp ? 1 : 0;
  },
};
