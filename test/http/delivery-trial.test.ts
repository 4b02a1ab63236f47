import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Signature } from '../../backend/src/contract/connections.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { DeliveryDesk, recordsOf } from '../support/delivery-desk.js';
import { signDelivery } from '../support/sign-delivery.js';
import { sampleOf } from '../support/vendor-samples.js';

type Tried = AnswerOf<typeof routes.deliveryTry>;

const desk = new DeliveryDesk();
beforeAll(() => desk.start());
afterAll(() => desk.app.close());

const [record = ''] = recordsOf('chatwoot');
const tryOut = (name: string, given: { headers: Record<string, string>; body: string; query?: string }) =>
  desk.admin<Tried>('POST', `/api/connections/${encodeURIComponent(name)}/try`, given);

test('a delivery as the vendor would send it is judged and read, and nothing of it is kept', async () => {
  const { secret } = await desk.connect('desk/try', 'chatwoot', { kind: 'chatwoot' });
  const signed = (at: number) =>
    signDelivery({ kind: 'chatwoot', secret: secret ?? '', body: record, at, url: 'https://x.example' });
  const good = await tryOut('desk/try', { headers: signed(desk.now).headers, body: record });
  expect([good.status, good.body]).toMatchObject([
    200,
    { verdict: 'good', missing: [], records: 1, refused: [] },
  ]);
  expect(good.body.events).toBeGreaterThan(0);
  const old = await tryOut('desk/try', { headers: signed(desk.now - 600_000).headers, body: record });
  expect(old.body.verdict).toBe('old');
  const other = await tryOut('desk/try', { headers: signed(desk.now).headers, body: `${record} ` });
  expect(other.body.verdict).toBe('wrong');
  expect(await desk.leaves('desk/try')).toEqual([]);
});

test('what is missing and what could not be read is said', async () => {
  await desk.connect('desk/lacks', 'chatwoot', { kind: 'chatwoot' });
  const { body } = await tryOut('desk/lacks', {
    headers: {},
    body: `[${record},{"event":"message_created"}]`,
  });
  expect(body).toMatchObject({
    verdict: 'wrong',
    missing: ['x-chatwoot-signature', 'x-chatwoot-timestamp'],
    records: 2,
    refused: [{ record: 2 }],
  });
});

test('a header’s own time may lie as far from ours as was said', async () => {
  const signature: Signature = {
    kind: 'hmac',
    header: 'x-sign',
    algorithm: 'sha512',
    encoding: 'base64',
    prefix: 'v1=',
    timeHeader: 'x-time',
    toleranceSeconds: 3600,
  };
  const { secret } = await desk.connect('desk/slow', 'chatwoot', signature);
  const verdictAt = async (at: number) => {
    const time = String(Math.floor(at / 1000));
    const sign = createHmac('sha512', secret ?? '')
      .update(`${time}.${record}`)
      .digest('base64');
    const headers = { 'X-Time': time, 'X-Sign': `v1=${sign}` };
    return (await tryOut('desk/slow', { headers, body: record })).body.verdict;
  };
  expect(await verdictAt(desk.now - 3_500_000)).toBe('good');
  expect(await verdictAt(desk.now - 3_700_000)).toBe('old');
});

test('a source that takes no deliveries, or is not there, has none to try', async () => {
  await desk.admin('POST', '/api/connections', { name: 'desk/files', format: 'rasa' });
  expect((await tryOut('desk/files', { headers: {}, body: 'x' })).status).toBe(422);
  expect((await tryOut('desk/nowhere', { headers: {}, body: 'x' })).status).toBe(404);
});

test('the columns of a pasted table are told', async () => {
  const { status, body } = await desk.admin<AnswerOf<typeof routes.importColumns>>(
    'POST',
    '/api/imports/columns',
    { text: sampleOf('csv') },
  );
  expect(status).toBe(200);
  const names = sampleOf('csv')
    .split('\n')[0]
    ?.split(/[,;\t]/);
  expect(body.columns.map(({ name }) => name)).toEqual(names);
  expect(Object.values(body.guess)).toContain(names?.[0]);
});
