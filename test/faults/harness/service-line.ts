import { fileURLToPath } from 'node:url';
import { type Service, spawnService, untilReady } from '../../support/process.js';

const preload = fileURLToPath(new URL('./preload.mjs', import.meta.url));
/** Processes that have loaded the code and wait: two hundred starts would mostly be reading it. */
const spares = 2;

/** The built service, again and again on the same port. */
export class ServiceLine {
  private readonly waiting: Service[] = [];

  constructor(private readonly env: Record<string, string>) {
    this.fill();
  }

  /** A new process that listens. */
  async start(): Promise<Service> {
    const service = this.waiting.shift();
    if (!service) throw new Error('the line is closed');
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
    while (this.waiting.length < spares) this.waiting.push(spawnService(this.env, { preload }));
  }
}
