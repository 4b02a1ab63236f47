import { hash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { Bucket } from '../config.js';
import { ask, expectSuccess } from '../outgoing/ask.js';
import { type CheckpointPlace, hourName, latestName } from './checkpoint-place.js';

/** Checkpoints as objects of an S3-compatible store. With object lock nobody can take them back. */
export class CheckpointBucket implements CheckpointPlace {
  readonly kind = 's3';
  readonly where: string;
  private readonly client: AwsClient;
  private hour = '';

  constructor({ url, ...access }: Bucket) {
    this.where = url;
    this.client = new AwsClient({ ...access, service: 's3', retries: 0 });
  }

  async newest(): Promise<string[]> {
    const { status, text } = await ask(await this.client.sign(`${this.where}/${latestName}`));
    if (status === 404) return [];
    expectSuccess(status);
    return [text];
  }

  async keep(note: string, at: Date): Promise<void> {
    const hour = hourName(at);
    // After a restart the hour's object is written again: the later of two checkpoints says more.
    if (hour !== this.hour) await this.put(hour, note);
    this.hour = hour;
    await this.put(latestName, note);
  }

  private async put(name: string, note: string): Promise<void> {
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      // Object lock asks for it.
      'content-md5': hash('md5', note, 'base64'),
      'x-amz-content-sha256': hash('sha256', note, 'hex'),
    };
    const request = await this.client.sign(`${this.where}/${name}`, { method: 'PUT', headers, body: note });
    expectSuccess((await ask(request)).status);
  }
}
