import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { SampleLoaderService } from '../../backend/src/sample/sample-loader.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from './app.js';

/** The same in every run, so that what is in the order of pseudonyms is in the same order. */
const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const keys = JSON.stringify({ kek: secret(1), pepper: secret(2), seed: secret(3) });

/** The app over a small sample contact centre: facts, numbers and gaps are there. */
export async function startSampleApp(size = { days: 25, conversations: 700 }): Promise<TestApp> {
  const app = await startTestApp({ config: { keys } });
  await app.app.get(SampleLoaderService, { strict: false }).load(size);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  await app.app.get(DiscoveryService, { strict: false }).run();
  return app;
}

/** Sends events as a source and follows them to the facts. */
export async function takeEvents(app: TestApp, events: readonly object[]): Promise<void> {
  const send = await app.withKey('ingest');
  const answer = await send<{ invalid: number; conflict: number }>('POST', '/api/events', events);
  if (answer.body.invalid + answer.body.conflict > 0) throw new Error(JSON.stringify(answer.body));
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
}
