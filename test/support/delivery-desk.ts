import { expect } from 'vitest';
import type { Config } from '../../backend/src/config.js';
import type { Signature } from '../../backend/src/contract/connections.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { type Call, startTestApp, type TestApp } from './app.js';
import { signDelivery } from './sign-delivery.js';
import { sampleOf } from './vendor-samples.js';

export type Made = AnswerOf<typeof routes.connectionCreate>;
type Taken = AnswerOf<typeof routes.hookReceive>;

interface Sent {
  status: number;
  body: Taken & { code?: string };
}

/** The records of a vendor's sample, each as text. */
export const recordsOf = (format: string): string[] => sampleOf(format).split('\n');

/** The app as vendors meet it: sources are set up, and deliver. Its clock stands until it is moved. */
export class DeliveryDesk {
  now = Date.parse('2026-03-02T12:00:00Z');
  app!: TestApp;
  admin!: Call;

  async start(config: Partial<Config> = {}): Promise<void> {
    this.app = await startTestApp({
      clock: () => this.now,
      config: { publicUrl: 'https://baton.example', ...config },
    });
    // By key: sessions would end when the clock is moved.
    this.admin = await this.app.withKey('admin');
  }

  async connect(name: string, format: string, signature: Signature): Promise<Made> {
    const answer = await this.admin<Made>('POST', '/api/connections', { name, format, signature });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body;
  }

  async post(name: string, query: string, headers: Record<string, string>, body: string): Promise<Sent> {
    const address = `${this.app.url}/api/hooks/${encodeURIComponent(name)}${query}`;
    const response = await fetch(address, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Sent['body'] };
  }

  deliver(
    name: string,
    kind: Signature['kind'],
    secret: string | null,
    body: string,
    at = this.now,
  ): Promise<Sent> {
    const url = `https://baton.example/api/hooks/${encodeURIComponent(name)}`;
    const { headers, query } = signDelivery({ kind, secret: secret ?? '', body, at, url });
    return this.post(name, query, headers, body);
  }

  /** What the ledger holds of a source. */
  async leaves(source: string): Promise<string[]> {
    const rows = await this.app.database.query<{ event_id: string; type: string }>(sql`
      select event_id, type from ledger.inbox where source = ${source} order by event_id`);
    return rows.map(({ event_id, type }) => `${type} ${event_id}`);
  }
}
