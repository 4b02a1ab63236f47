import type { ImportJob, ImportOptions, ImportPreview } from '../../backend/src/contract/imports.js';
import { RunService } from '../../backend/src/imports/run.service.js';
import type { Call, TestApp } from './app.js';

export interface SentFile {
  name: string;
  content: string | Uint8Array;
}

/** Imports files as the page does, with an administrator's key. */
export class Importer {
  private constructor(
    private readonly app: TestApp,
    readonly call: Call,
    private readonly key: string,
  ) {}

  static async signIn(app: TestApp): Promise<Importer> {
    return new Importer(app, await app.withKey('admin'), await app.key('admin'));
  }

  async create(): Promise<string> {
    return (await this.call<ImportJob>('POST', '/api/imports')).body.id;
  }

  send(id: string, { name, content }: SentFile): Promise<Response> {
    const address = `${this.app.url}/api/imports/${id}/files?name=${encodeURIComponent(name)}`;
    return fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/octet-stream' },
      body: typeof content === 'string' ? content : Buffer.from(content),
    });
  }

  /** Brought and checked. */
  async bring(files: SentFile[], options: ImportOptions = {}): Promise<ImportJob> {
    const id = await this.create();
    for (const file of files) {
      const answer = await this.send(id, file);
      if (answer.status !== 201) throw new Error(await answer.text());
    }
    return this.check(id, options);
  }

  async check(id: string, options: ImportOptions): Promise<ImportJob> {
    const answer = await this.call<ImportJob>('POST', `/api/imports/${id}/check`, options);
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return this.settled(id);
  }

  async start(id: string): Promise<ImportJob> {
    const answer = await this.call<ImportJob>('POST', `/api/imports/${id}/start`);
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return this.settled(id);
  }

  async settled(id: string): Promise<ImportJob> {
    await this.app.app.get(RunService, { strict: false }).settled();
    return this.get(id);
  }

  async get(id: string): Promise<ImportJob> {
    return (await this.call<ImportJob>('GET', `/api/imports/${id}`)).body;
  }

  async preview(id: string): Promise<ImportPreview> {
    return (await this.call<ImportPreview>('GET', `/api/imports/${id}/preview`)).body;
  }
}
