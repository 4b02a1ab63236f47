import { parseArgs } from 'node:util';
import type { Command } from './command.js';

export const demo: Command = {
  summary: 'Start Baton with a generated sample contact centre',
  usage: `baton demo [--port PORT]

Starts the service in demo mode (BATON_DEMO=true), in a data folder of its own. The page can be used at once;
the sample fills it within two minutes. A later start goes on where the last one stopped.`,
  async run(args, { env }) {
    const { values } = parseArgs({ args, options: { port: { type: 'string' } } });
    env.BATON_DEMO = 'true';
    if (values.port !== undefined) env.BATON_PORT = values.port;
    await import('../main.js');
    return 0;
  },
};
