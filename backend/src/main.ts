import 'reflect-metadata';
import { sampleLogins } from './access/sample-accounts.js';
import { boot, type Running } from './boot.js';
import { type Config, ConfigError, loadConfig } from './config.js';
import { createLog } from './http/log.js';

/** In one piece: whoever waits for the first line has the link too. */
function announce({ url, setupToken }: Running, config: Config): void {
  const address = config.publicUrl.startsWith('https:') ? config.publicUrl : url;
  const lines = ['', `  Baton ${config.version} is ready: ${address}`, ''];
  if (config.demo) {
    for (const { email, password, role } of sampleLogins)
      lines.push(`    ${role.padEnd(8)} ${email.padEnd(22)} ${password}`);
    lines.push('');
  } else if (setupToken) {
    lines.push('  Create the first administrator (this link works once):');
    lines.push(`  ${address}/setup?token=${setupToken}`, '');
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(error: Error): void {
  const expected = error instanceof ConfigError;
  process.stderr.write(`${expected ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
}

/** Also while we are still starting: what is half up is brought up, then down in order. */
function stopOnSignal(starting: Promise<Running>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    starting.then((running) => running.stop()).then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const starting = boot(config, createLog(config.logLevel), Date.now);
  stopOnSignal(starting);
  announce(await starting, config);
}

main().catch(fail);
