import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { SampleLoaderService } from '../../backend/src/sample/sample-loader.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from './app.js';

/** The app over a small sample contact centre: facts, numbers and gaps are there. */
export async function startSampleApp(size = { days: 25, conversations: 700 }): Promise<TestApp> {
  const app = await startTestApp();
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
