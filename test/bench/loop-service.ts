import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as booting from '../../backend/src/boot.js';
import type * as configuring from '../../backend/src/config.js';
import type { Role } from '../../backend/src/contract/roles.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import type * as discovering from '../../backend/src/gaps/discovery.service.js';
import type * as logging from '../../backend/src/http/log.js';
import { freePort } from '../support/process.js';

/** As it is built: a thread needs compiled code. */
const built = (name: string) => new URL(`../../dist/backend/src/${name}.js`, import.meta.url).href;
const { boot } = (await import(/* @vite-ignore */ built('boot'))) as typeof booting;
const { loadConfig } = (await import(/* @vite-ignore */ built('config'))) as typeof configuring;
const { createLog } = (await import(/* @vite-ignore */ built('http/log'))) as typeof logging;
const { DiscoveryService } = (await import(
  /* @vite-ignore */ built('gaps/discovery.service')
)) as typeof discovering;

const patienceMs = 10 * 60_000;
const eventsPerRequest = 2_000;

const lead = { email: 'lead@bench.example', password: 'a long bench password' };
const cookieOf = ({ headers }: Response) => headers.get('set-cookie')?.split(';')[0] ?? '';

/** Baton with its own database, in this process so that its clock is ours; everything else goes through its HTTP API. */
export class LoopService {
  private readonly keys = new Map<Role, string>();

  private constructor(
    private readonly running: booting.Running,
    private readonly discovery: discovering.DiscoveryService,
    private readonly folder: string,
    private readonly time: { now: number },
  ) {}

  static async start(now: number): Promise<LoopService> {
    const folder = await mkdtemp(join(tmpdir(), 'baton-loop-'));
    const config = loadConfig({
      BATON_PORT: String(await freePort()),
      BATON_DATA_DIR: folder,
      BATON_SCHEDULE_SECONDS: '1',
      BATON_LOG_LEVEL: 'error',
    });
    const time = { now };
    const running = await boot(config, createLog(config.logLevel), () => time.now);
    const service = new LoopService(
      running,
      running.app.get(DiscoveryService, { strict: false }),
      folder,
      time,
    );
    await service.setUp();
    return service;
  }

  set now(time: number) {
    this.time.now = time;
  }

  /** Calls the API as a program whose key has this role; what is refused throws. An answer without a body is undefined. */
  async call<Body>(role: Role, method: string, path: string, body?: unknown): Promise<Body> {
    const response = await this.fetch(method, path, body, { authorization: `Bearer ${this.keys.get(role)}` });
    return (response.status === 204 ? undefined : await response.json()) as Body;
  }

  /** As the administrator who signs in: no key approves anything. */
  async callAsLead(method: string, path: string, body: unknown): Promise<void> {
    const cookie = cookieOf(await this.fetch('POST', '/api/session', lead));
    await this.fetch(method, path, body, { cookie });
  }

  async download(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.keys.get('trainer')}` };
    return (await this.fetch('GET', path, undefined, headers)).text();
  }

  /** Sends events and waits until everything that is derived from them is there. */
  async take(events: readonly object[]): Promise<void> {
    for (let at = 0; at < events.length; at += eventsPerRequest) {
      const answer = await this.call<Record<'invalid' | 'conflict', number>>(
        'ingest',
        'POST',
        '/api/events',
        events.slice(at, at + eventsPerRequest),
      );
      if (answer.invalid + answer.conflict > 0) throw new Error(JSON.stringify(answer));
    }
    await this.settle();
  }

  /** What the schedule does within minutes by itself, now: gaps are looked for among so many escalations. */
  async findGaps(escalations: number): Promise<void> {
    await this.until(async () => {
      await this.discovery.run();
      const { run } = await this.call<AnswerOf<typeof routes.gapList>>('admin', 'GET', '/api/gaps');
      return run?.escalations === escalations;
    });
  }

  async settle(): Promise<void> {
    await this.until(
      async () => (await this.call<{ caughtUp: boolean }>('admin', 'GET', '/api/pipeline')).caughtUp,
    );
  }

  private async until(isDone: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!(await isDone())) {
      if (performance.now() > end) throw new Error('The service does not catch up.');
      await new Promise((next) => setTimeout(next, 200));
    }
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async setUp(): Promise<void> {
    const token = this.running.setupToken;
    const cookie = cookieOf(await this.fetch('POST', '/api/setup', { name: 'The lead', ...lead, token }));
    for (const role of ['ingest', 'trainer', 'admin'] as const) {
      const answer = await this.fetch('POST', '/api/keys', { name: `The ${role}`, role }, { cookie });
      this.keys.set(role, ((await answer.json()) as { key: string }).key);
    }
  }

  private async fetch(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const { url } = this.running;
    const response = await fetch(url + path, {
      method,
      headers: {
        origin: url,
        // The bot is trained for minutes between calls: an idle connection may be closed just when it is used again.
        connection: 'close',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
