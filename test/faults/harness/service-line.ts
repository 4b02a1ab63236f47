import { fileURLToPath } from 'node:url';
import { type Service, spawnService, untilReady } from '../../support/process.js';

const preload = fileURLToPath(new URL('./preload.mjs', import.meta.url));
/** Processes that have loaded the code and wait: two hundred starts would mostly be reading it. */
const spares = 2;

/** The built service, one after the other on the same port, `starts` times. */
export class ServiceLine {
  private readonly waiting: Service[] = [];

  constructor(
    private readonly env: Record<string, string>,
    private starts: number,
  ) {
    this.fill();
  }

  /** A new process that listens. */
  async start(): Promise<Service> {
    const service = this.waiting.shift();
    if (!service) throw new Error('all its services were started');
    service.child.stdin?.write('go\n');
    this.fill();
    await untilReady(service);
    return service;
  }

  async close(): Promise<void> {
    for (const { child, exit } of this.waiting.splice(0)) {
      child.kill('SIGKILL');
      await exit;
    }
  }

  private fill(): void {
    for (; this.starts > 0 && this.waiting.length < spares; this.starts -= 1) {
      this.waiting.push(spawnService(this.env, { preload }));
    }
  }
}
