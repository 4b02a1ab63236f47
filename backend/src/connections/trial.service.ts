import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { checkEventText } from '../ingest/check-event.js';
import type { Place } from '../sources/source.js';
import { checkSignature, headersOf } from './check-signature.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionStore } from './connection.store.js';
import { deliveryRecords } from './delivery-records.js';
import { goodAt } from './secrets.js';
import type { Reading } from './take-records.service.js';

type Given = BodyOf<typeof routes.deliveryTry>;
type Tried = AnswerOf<typeof routes.deliveryTry>;

const mostRefused = 20;

/** Tries a delivery that somebody pasted: whether it would be taken, and what would be read in it. Nothing is kept. */
@Injectable()
export class TrialService {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly service: ConnectionService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(name: string, given: Given): Promise<Tried> {
    const connection = await this.connections.find(name);
    if (!connection) throw new Problem('not_found', { detail: 'There is no such source.' });
    const { signature } = connection;
    const secrets = this.service.secretsOf(connection);
    if (!signature || !secrets)
      throw new Problem('unprocessable', { detail: 'This source takes no deliveries.' });
    const headers = Object.fromEntries(
      Object.entries(given.headers).map(([header, value]) => [header.trim().toLowerCase(), value.trim()]),
    );
    const body = Buffer.from(given.body);
    const url = this.service.signedAddressOf(connection, given.query);
    const now = this.clock();
    const verdict = checkSignature(signature, { url, headers, body }, goodAt(secrets, now), now);
    const missing = headersOf(signature).filter((header) => !headers[header]);
    const reading = await this.service.readingBy(connection);
    if (!reading) throw new Problem('unavailable', { detail: 'This format is not known here.' });
    const contentType = (headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
    return { verdict, missing, ...(await readOf(reading, body, contentType)) };
  }
}

/** In the light of nothing that came before: what an earlier delivery said is not known here. */
async function readOf({ source, options }: Reading, body: Buffer, contentType: string) {
  const records = await deliveryRecords(source, body, contentType);
  const told = { records: records.length, ignored: 0, events: 0, refused: [] as Tried['refused'] };
  const refuse = ({ index }: Place, reason: string, pointer = '') => {
    if (told.refused.length < mostRefused)
      told.refused.push({ record: index + 1, reason, pointer: pointer || null });
  };
  const given = (async function* () {
    yield* records;
  })();
  for await (const mapped of source.read(given, options)) {
    if (!('events' in mapped)) refuse(mapped.at, mapped.reason, mapped.pointer);
    else if (mapped.events.length === 0) told.ignored += 1;
    else {
      for (const event of mapped.events) {
        const checked = checkEventText(JSON.stringify(event));
        if ('refusal' in checked)
          refuse(mapped.at, checked.refusal.reason ?? 'an event is refused', checked.refusal.pointer);
        else told.events += 1;
      }
    }
  }
  return told;
}
