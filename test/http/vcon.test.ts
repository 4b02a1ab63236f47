import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { vconCommand } from '../../backend/src/cli/vcon.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { eventsIn, expectSound, readAs } from '../support/vendor-samples.js';

type Vcon = AnswerOf<typeof routes.conversationVcon>;
type Part = Record<string, unknown>;

let app: TestApp;
const told = new EventLog('told', 'shop')
  .started(0, { bot: 'ada', channel: 'chat', customer: { id: 'mailto:zoe@example.com' } })
  .customer(1, { text: 'I want my money back' })
  .bot(2, { text: 'I cannot do that' })
  .escalated(3, { handoff_id: 'told-1', reasons: ['policy_rule'], reason_raw: 'over the limit' })
  .accepted(4, 'told-1')
  .human(6, { text: 'Done' })
  .ended(9);
const wordless = new EventLog('wordless', 'shop').started(0).add('conversation.ended', 5, {});
const guarded = new EventLog('guarded', 'shop')
  .started(0, { bot: 'ada', customer: { id: 'tel:+441632960002' } })
  .customer(1, { text: 'my secret' })
  .escalated(2, { handoff_id: 'guarded-1', reason_raw: 'secret too' })
  .add('consent.changed', 3, { scopes: ['training'] });

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  const send = await app.withKey('ingest');
  await send('POST', '/api/events', [...told.events, ...wordless.events, ...guarded.events]);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
});
afterAll(() => app.close());

async function keyOf(conversation: string): Promise<string> {
  const viewer = await app.as('viewer');
  const { body } = await viewer<AnswerOf<typeof routes.episodeList>>('GET', '/api/episodes');
  const found = body.items.find((item) => item.conversationId === conversation);
  if (!found) throw new Error(`no episode of ${conversation}`);
  return found.conversationKey;
}
async function vconOf(conversation: string): Promise<Vcon> {
  const viewer = await app.as('viewer');
  const answer = await viewer<Vcon>('GET', `/api/conversations/${await keyOf(conversation)}/vcon`);
  expect(answer.status).toBe(200);
  expectValid(answer.body);
  return answer.body;
}

/** What the working group's CDDL asks of each object that Baton writes. */
function expectValid({ parties, dialog, analysis }: Vcon): void {
  const isParty = (value: unknown) => typeof value === 'number' && value >= 0 && value < parties.length;
  const isDialog = (value: unknown) => typeof value === 'number' && value >= 0 && value < dialog.length;
  const texts = (part: Part, ...names: string[]) =>
    expect(names.map((name) => typeof part[name])).toEqual(names.map(() => 'string'));
  for (const part of dialog) {
    texts(part, 'type', 'start');
    if (part.type === 'text') {
      texts(part, 'encoding', 'body');
      expect([...(part.parties as unknown[]), part.originator].every(isParty)).toBe(true);
    } else if (part.type === 'transfer') {
      const roles = [part.transferee, part.transferor, part.transfer_target, part['transfer-target']];
      expect(roles.every(isParty)).toBe(true);
      expect([part.original, part.target_dialog, part['target-dialog']].every(isDialog)).toBe(true);
    } else texts(part, 'disposition');
  }
  for (const part of analysis) {
    texts(part, 'type', 'vendor', 'schema', 'body');
    expect([part.encoding, isDialog(part.dialog)]).toEqual(['json', true]);
  }
}

test('a conversation leaves as a vCon with the record of its handoff, and can be read back', async () => {
  const vcon = await vconOf('told');
  expect(vcon.parties).toEqual([
    { role: 'customer', type: 'person', mailto: 'zoe@example.com' },
    { role: 'bot', type: 'bot', name: 'ada' },
    { role: 'agent', type: 'person' },
  ]);
  const record = JSON.parse(String(vcon.analysis[0]?.body)) as Part;
  expect(record).toMatchObject({
    id: 'told-1',
    reasons: ['policy_rule'],
    reasonRaw: 'over the limit',
    status: 'ended',
  });
  const events = eventsIn(await readAs('vcon', JSON.stringify(vcon)));
  expectSound(events);
  const said = events
    .filter((event) => event.type === 'turn.recorded')
    .map(({ data, time }) => [data.role, data.text, time]);
  expect(said).toEqual(
    told.events
      .filter((event) => event.type === 'turn.recorded')
      .map(({ data, time }) => [data.role, data.text, time]),
  );
  const handoff = events.find((event) => event.type === 'handoff.initiated');
  expect(handoff).toMatchObject({
    time: told.events[3]?.time,
    data: { signal: 'explicit', from: { kind: 'bot' }, to: { kind: 'human' } },
  });
});

test('a conversation without words is a vCon all the same', async () => {
  const vcon = await vconOf('wordless');
  expect(vcon).toMatchObject({ dialog: [{ type: 'incomplete' }], analysis: [] });
});

test('what consent does not cover stays here, and the access log says who took the rest', async () => {
  const vcon = await vconOf('guarded');
  expect(JSON.stringify(vcon)).not.toMatch(/secret|441632960002/);
  expect(vcon.dialog[0]).toMatchObject({ body: '', words: 'withheld' });
  const looks = await (await app.as('auditor'))<AnswerOf<typeof routes.accessLog>>(
    'GET',
    '/api/ledger/access?kind=conversation',
  );
  expect(looks.body.items[0]).toMatchObject({ action: 'exported', key: await keyOf('guarded') });
});

test('the command saves it, and no other key opens anything', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-vcon-'));
  const file = join(folder, 'told.vcon');
  const said: string[] = [];
  const surroundings = {
    config: app.config,
    env: { BATON_URL: app.url, BATON_API_KEY: await app.key('viewer') },
    say: (line: string) => void said.push(line),
    note: () => undefined,
  };
  expect(await vconCommand.run([await keyOf('told'), '--out', file], surroundings)).toBe(0);
  expect(said).toEqual([`${file}: 4 dialogs, 1 handoffs`]);
  expectValid(JSON.parse(await readFile(file, 'utf8')) as Vcon);
  await rm(folder, { recursive: true });
  const unknown = await (await app.as('viewer'))('GET', `/api/conversations/${'A'.repeat(22)}/vcon`);
  expect(unknown.status).toBe(404);
  expect((await app.anonymous('GET', `/api/conversations/${await keyOf('told')}/vcon`)).status).toBe(401);
});
