import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/backend/src/main.js', import.meta.url));

export interface Service {
  child: ChildProcess;
  url: string;
  /** Everything it wrote. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  exit: Promise<number | string>;
}

export async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

interface Options {
  uid?: number;
  gid?: number;
  /** A module that runs before the service. */
  preload?: string;
}

/** The built service as a process of its own. */
export function spawnService(env: Record<string, string>, { preload, ...options }: Options = {}): Service {
  const base = { PATH: process.env.PATH ?? '', BATON_LOG_LEVEL: 'error' };
  const args = preload ? ['--import', preload, main] : [main];
  const child = spawn(process.execPath, args, { ...options, cwd: '/', env: { ...base, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text += data.toString();
    });
  }
  const exit = new Promise<number | string>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  return { child, url: `http://localhost:${env.BATON_PORT}`, output: () => text, exit };
}

/** Resolves when it listens; rejects with what it said when it ends before. */
export async function untilReady(service: Service): Promise<void> {
  let ended = false;
  void service.exit.then(() => {
    ended = true;
  });
  while (!service.output().includes('is ready')) {
    if (ended) throw new Error(`The service ended:\n${service.output()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
