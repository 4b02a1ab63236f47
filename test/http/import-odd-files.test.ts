import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { warningsOf } from '../../backend/src/contract/import-warnings.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Importer } from '../support/imports.js';

let app: TestApp;
let importer: Importer;
beforeAll(async () => {
  app = await startTestApp();
  importer = await Importer.signIn(app);
});
afterAll(() => app.close());

test('a table as a spreadsheet saves it is read with the columns that were guessed', async () => {
  const rows = [
    'Conversation ID|Date|Time|Speaker|Message|Confidence',
    'x1|03.11.2026|9:15|Kunde|"Guten Tag|',
    'ich habe eine Frage"|',
    'x1|13.11.2026|21:15:30|Bot|Gerne|0,87',
    'x1|14.11.26|21:16|Agent|Hallo|93 %',
  ].join('\r\n');
  const sent = { name: 'chat.csv', content: `\ufeff${rows}` };
  const asked = await importer.bring([sent]);
  expect(asked.problem).toContain('what its columns mean');
  const { guess } = await importer.preview(asked.id);
  expect(guess).toMatchObject({ date: 'Date', time: 'Time', confidence: 'Confidence', dates: 'dmy' });
  const mapping = { ...guess, zone: 'Europe/Berlin' };
  const { report } = await importer.check(asked.id, { format: 'csv', mapping });
  expect(report?.records).toMatchObject({ read: 3, refused: 0 });
  expect(report?.span).toEqual({ from: '2026-11-03T08:15:00.000Z', to: '2026-11-14T20:16:00.000Z' });
});

test.each([
  [
    'a workbook',
    zipSync({ '[Content_Types].xml': Buffer.from('<Types/>') }),
    /Office file: save its sheet as CSV/,
  ],
  ['an empty file', '', /^Nothing can be read: it holds no record\.$/],
  ['an empty list', '[]', /^Nothing can be read: it holds no record\.$/],
  ['headings alone', 'one,two\n', /neither JSON nor a table of headings and rows/],
  ['a picture', Buffer.from([0, 0, 7, 0x89, 0x50, 0]), /neither JSON nor a table/],
  ['broken JSON', '\n{"a": 1 "b": 2}', /not valid JSON.*, on line 2\. Choose/],
  ['a stray zero in JSON', '{"a": \0}', /not valid JSON/],
] as const)('%s is told for what it is', async (_, content, problem) => {
  const job = await importer.bring([{ name: 'x', content }]);
  expect(job.state).toBe('uploading');
  expect(job.problem).toMatch(problem);
});

test('numbers that are no times are warned of before they are in the ledger', async () => {
  const content = 'chat,at,who,said\nc1,12.5,customer,Hello\nc1,14,bot,Yes\n';
  const mapping = { conversation: 'chat', time: 'at', role: 'who', text: 'said' };
  const { report } = await importer.bring([{ name: 's.csv', content }], { format: 'csv', mapping });
  expect(report && warningsOf(report)).toContainEqual(expect.stringContaining('would be of 1970-01-01'));
});

test('UTF-16 is read with and without its mark, and a table without rows is said', async () => {
  const given = JSON.stringify([
    { specversion: '1.0', id: 'u', source: 'utf', type: 'conversation.started' },
  ]);
  const utf16 = Buffer.from(
    given.replace('}]', ',"subject":"c","time":"2026-03-02T09:00:00Z","data":{}}]'),
    'utf16le',
  );
  for (const content of [utf16, Buffer.from(utf16).swap16()]) {
    const { report } = await importer.bring([{ name: 'u', content }]);
    expect(report).toMatchObject({ format: { name: 'cloudevents' }, records: { read: 1, refused: 0 } });
  }
  const mapping = { conversation: 'a', time: 'b' };
  const { report } = await importer.bring([{ name: 't', content: 'a,b\n' }], { format: 'csv', mapping });
  expect(report?.refusals).toMatchObject([
    { reason: 'the table has headings and no row', places: [{ line: 1 }] },
  ]);
});
