import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { verifyPack } from '../../backend/src/evidence/verify.mjs';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { type Files, fetchPack, jsonOf, manifestOf } from '../support/pack.js';
import { takeEvents } from '../support/sample-app.js';

let app: TestApp;
let vkey: string;
beforeAll(async () => {
  app = await startTestApp();
  const zoe = { customer: { id: 'Zoe-1' } };
  const first = new EventLog('c-1')
    .started(0, { bot: 'ada', ...zoe })
    .customer(1, { text: 'where is <b>my</b> card? 😀' })
    .escalated(2, {
      handoff_id: 'h-1',
      reasons: ['action_failed'],
      context: { summary: { situation: 'Card lost & gone', recommendation: 'Send "another"' } },
    })
    .accepted(3)
    .resolved(9, { words: 'sent' }, 'h-1');
  const second = new EventLog('c-2').started(20, { bot: 'ada', ...zoe }).customer(21, { text: 'again' });
  const other = new EventLog('c-3').started(30, { bot: 'ada' }).customer(31, { text: 'hello' });
  await takeEvents(app, [...first.events, ...other.events, ...second.events]);
  const call = await app.as('auditor');
  vkey = (await call<{ vkey: string }>('GET', '/api/ledger')).body.vkey;
});
afterAll(() => app.close());

const verdict = (files: Files) => verifyPack(files, { vkey });
const runPipeline = () => app.app.get(ScheduleService, { strict: false }).runPipeline();
const ofCustomer = { scope: { kind: 'subject', subject: { kind: 'customer', id: ' zoe-1 ' } } };

async function keyOfHandoff(): Promise<string> {
  const call = await app.as('auditor');
  const list = await call<{ items: { key: string }[] }>('GET', '/api/handoffs');
  return list.body.items[0]?.key ?? '';
}

const typesIn = (files: Files) =>
  [...files.keys()]
    .filter((name) => name.startsWith('entries/'))
    .map((name) => (jsonOf(files, name) as { t: string }).t);

interface Field {
  pointer: string;
  value: string;
}
const valuesIn = (files: Files) =>
  [...files.keys()]
    .filter((name) => name.startsWith('disclosed/'))
    .flatMap((name) => jsonOf(files, name) as Field[])
    .map(({ value }) => JSON.parse(value) as unknown);

describe('a pack', () => {
  test('of a handoff holds its whole conversation and verifies with the key of the ledger', async () => {
    const { status, files, headers, zip } = await fetchPack(app, {
      scope: { kind: 'handoff', key: await keyOfHandoff() },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/zip');
    expect(headers.get('content-length')).toBe(String(zip.length));
    expect(headers.get('repr-digest')).toBe(`sha-256=:${hash('sha256', zip, 'base64')}:`);
    expect(verdict(files)).toMatchObject({ ok: true, problems: [] });
    expect(manifestOf(files).counts).toEqual({ entries: 5, open: 5, withheld: 0, erased: 0 });
    expect(typesIn(files)).toEqual([
      'conversation.started',
      'turn.recorded',
      'handoff.initiated',
      'handoff.accepted',
      'handoff.resolved',
    ]);
    expect(valuesIn(files)).toContain('where is <b>my</b> card? 😀');
  });

  test('of a customer holds all conversations, however the id is written, and nobody else’s', async () => {
    const { files } = await fetchPack(app, ofCustomer);
    expect(verdict(files)).toMatchObject({ ok: true });
    expect(typesIn(files)).toHaveLength(7);
    expect(valuesIn(files)).toContain('again');
    expect(valuesIn(files)).not.toContain('hello');
  });

  test('of a range is whole, or refused while some of it is not signed', async () => {
    const { files } = await fetchPack(app, { scope: { kind: 'range', first: 2, last: 6 } });
    expect(verdict(files)).toMatchObject({ ok: true });
    expect(typesIn(files)).toHaveLength(5);
    const beyond = await fetchPack(app, { scope: { kind: 'range', first: 2, last: 99_999 } });
    expect(beyond.status).toBe(422);
  });

  test('of somebody who worked with Baton holds what they decided', async () => {
    await fetchPack(app, { scope: { kind: 'range', first: 0, last: 0 } });
    await runPipeline();
    const admin = await app.as('admin');
    const keys = await admin<{ id: string; role: string }[]>('GET', '/api/keys');
    const id = keys.body.find(({ role }) => role === 'auditor')?.id;
    const { files } = await fetchPack(app, { scope: { kind: 'subject', subject: { kind: 'actor', id } } });
    expect(verdict(files)).toMatchObject({ ok: true });
    expect(new Set(typesIn(files))).toEqual(new Set(['record.exported']));
  });

  test('comes out the same, byte for byte, over the same checkpoint', async () => {
    const body = { scope: { kind: 'handoff', key: await keyOfHandoff() } };
    const [one, two] = [await fetchPack(app, body), await fetchPack(app, body)];
    expect(one.zip.equals(two.zip)).toBe(true);
    await runPipeline();
    const later = await fetchPack(app, body);
    expect(later.zip.equals(one.zip)).toBe(false);
    expect(later.files.get('entries/0.json')).toEqual(one.files.get('entries/0.json'));
  });

  test('shows only hashes and open fields when values are to be withheld', async () => {
    const { files, zip } = await fetchPack(app, { ...ofCustomer, disclose: false });
    expect(verdict(files)).toMatchObject({ ok: true });
    expect(manifestOf(files).counts).toEqual({ entries: 7, open: 0, withheld: 7, erased: 0 });
    expect(valuesIn(files)).toEqual([]);
    expect(files.get('summary.html')?.toString()).not.toContain('again');
    expect(zip.includes('again')).toBe(false);
  });

  test('tells its story on a page that holds no markup of others and loads nothing', async () => {
    const { files } = await fetchPack(app, ofCustomer, {
      'baton-purpose': 'complaint%20%3Cscript%3E%20%E2%82%AC',
    });
    const page = files.get('summary.html')?.toString() ?? '';
    expect(page).toContain('where is &lt;b&gt;my&lt;/b&gt; card? 😀');
    expect(page).toContain('<th scope="row">Situation</th><td>Card lost &amp; gone</td>');
    expect(page).toContain('complaint &lt;script&gt; €');
    expect(page).not.toMatch(/<(?:script|img|link|iframe|object)\b|\b(?:src|href)=|url\(/i);
  });
});

describe('the ledger', () => {
  test('has an entry for every pack, with its digest and without the name of whom it is about', async () => {
    const { zip } = await fetchPack(app, ofCustomer, { 'baton-purpose': 'case 7' });
    await runPipeline();
    const call = await app.as('auditor');
    const list = await call<{ items: { index: number }[] }>(
      'GET',
      '/api/ledger/entries?type=record.exported',
    );
    const { body } = await call<{ open: object; fields: Field[] }>(
      'GET',
      `/api/ledger/entries/${list.body.items[0]?.index}`,
    );
    expect(body.open).toMatchObject({
      format: 'evidence',
      digest: `sha256:${hash('sha256', zip, 'hex')}`,
      entries: 7,
    });
    const said = JSON.stringify(body.fields);
    expect(said).toContain('case 7');
    expect(said).not.toMatch(/zoe-1|zoe@/i);
  });

  test('has it also when the caller did not wait', async () => {
    const call = await app.as('auditor');
    const exports = async () => {
      await runPipeline();
      const list = await call<{ items: unknown[] }>(
        'GET',
        '/api/ledger/entries?type=record.exported&limit=200',
      );
      return list.body.items.length;
    };
    const before = await exports();
    const gone = new AbortController();
    const asked = fetch(`${app.url}/api/ledger/evidence`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await app.key('auditor')}`, 'content-type': 'application/json' },
      body: JSON.stringify(ofCustomer),
      signal: gone.signal,
    });
    await new Promise((sent) => setTimeout(sent, 5));
    gone.abort();
    await asked.catch(() => undefined);
    // The next pack waits its turn behind the one that nobody took.
    await fetchPack(app, ofCustomer);
    expect([before + 1, before + 2]).toContain(await exports());
  });
});

describe('a preview', () => {
  const preview = async (body: object) => {
    const call = await app.as('auditor');
    return call<Record<string, unknown>>('POST', '/api/ledger/evidence/preview', body);
  };

  test('counts what a pack would hold', async () => {
    expect((await preview(ofCustomer)).body).toMatchObject({
      entries: 7,
      open: 7,
      erased: 0,
      tooMany: false,
    });
    const nobody = { scope: { kind: 'subject', subject: { kind: 'customer', id: 'nobody' } } };
    expect((await preview(nobody)).body).toMatchObject({ entries: 0, open: 0, erased: 0 });
    expect((await fetchPack(app, nobody)).status).toBe(404);
  });

  test('and a pack refuse a handoff that is not there', async () => {
    const body = { scope: { kind: 'handoff', key: 'A'.repeat(22) } };
    expect((await preview(body)).status).toBe(404);
    expect((await fetchPack(app, body)).status).toBe(404);
  });

  test('refuses what is no scope', async () => {
    for (const scope of [{ kind: 'range', first: 3, last: 2 }, { kind: 'handoff', key: 'h-1' }, {}, null]) {
      expect((await preview({ scope })).status).toBe(400);
    }
  });
});

// Last: it takes keys away.
describe('after an erasure', () => {
  test('a pack still proves the entries, says which were erased, and discloses nothing of them', async () => {
    const admin = await app.as('admin');
    const subject = { kind: 'customer', id: 'zoe-1' };
    expect((await admin('POST', '/api/ledger/erasures', { subject })).status).toBe(201);
    const { files } = await fetchPack(app, { scope: { kind: 'handoff', key: await keyOfHandoff() } });
    const report = verdict(files);
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(report.lines.join('\n')).toContain('was erased');
    expect(valuesIn(files)).toEqual([]);
    expect(manifestOf(files)).toMatchObject({ erased: [0, 1, 2, 3, 4], counts: { erased: 5, open: 0 } });
    expect(files.get('summary.html')?.toString()).toContain('class="mark erased"');
  });
});

test('a scope that is larger than a pack is refused as a whole, and the preview says so', async () => {
  await app.database.query(sql`
    insert into ledger.inbox (log_id, source, event_id, content_hash, entry, event_uid, type, occurred_at, subject_ref,
      conversation_key, link, payload, received_at)
    select 1, 'many', 'm-' || number, sha256('x'), ('{"v":' || number || '}')::bytea, gen_random_uuid(),
      'turn.recorded', now(), sha256('many'), null, '{}', 'x', now()
    from generate_series(1, 20001) as many (number)`);
  await app.app.get(SequencerService, { strict: false }).run();
  const body = { scope: { kind: 'range', first: 0, last: 20_000 } };
  const call = await app.as('auditor');
  const preview = await call<object>('POST', '/api/ledger/evidence/preview', body);
  expect(preview.body).toMatchObject({ tooMany: true });
  const pack = await call<{ code: string; detail: string }>('POST', '/api/ledger/evidence', body);
  expect(pack.status).toBe(422);
  expect(pack.body.detail).toContain('20000 entries');
});
