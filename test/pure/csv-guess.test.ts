import { expect, test } from 'vitest';
import { Columns } from '../../backend/src/imports/columns.js';
import { guessMapping } from '../../backend/src/imports/guess-mapping.js';
import { cellNumber } from '../../backend/src/sources/cell-number.js';
import { csvMapping } from '../../backend/src/sources/csv-mapping.js';
import type { FileRecord } from '../../backend/src/sources/source.js';
import { readTime } from '../../backend/src/sources/times.js';

const column = (name: string, ...samples: string[]) => ({ name, samples, values: samples });

test('columns are told by their names and by what stands in them', () => {
  const guess = guessMapping([
    column('Session ID', 's-1'),
    column('Created At', '2026-03-02T09:00:00Z'),
    column('Sender', 'user', 'bot', 'Live Agent', 'supervisor'),
    column('Message', 'Hello'),
    column('Score', '0.4'),
    column('Queue Name', 'Billing'),
    column('Colour', 'blue'),
  ]);
  expect(guess).toEqual({
    conversation: 'Session ID',
    time: 'Created At',
    role: 'Sender',
    roles: { user: 'customer', bot: 'bot', 'Live Agent': 'human' },
    text: 'Message',
    confidence: 'Score',
    queue: 'Queue Name',
    infer_handoffs: true,
  });
  expect(csvMapping.safeParse(guess).success).toBe(true);
});

test('a column of times must hold times, and what must be said to read them is guessed', () => {
  const ofTimes = (...samples: string[]) => guessMapping([column('id', '1'), column('date', ...samples)]);
  expect(ofTimes('yesterday')).not.toHaveProperty('time');
  expect(ofTimes('1772442000')).not.toHaveProperty('zone');
  expect(ofTimes('2026-03-02 09:00:00')).toMatchObject({ zone: 'UTC' });
  expect(ofTimes('31.01.2026 09:00', '01.02.2026 09:00')).toMatchObject({ dates: 'dmy', zone: 'UTC' });
  expect(ofTimes('1/31/2026 9:00 PM')).toMatchObject({ dates: 'mdy', zone: 'UTC' });
});

test('a date that can be read both ways is left to whoever knows', () => {
  const guess = guessMapping([
    column('id', '1'),
    column('date', '11/10/2026 18:07:00', '12/10/2026 09:00:00'),
  ]);
  expect(guess).toMatchObject({ time: 'date', zone: 'UTC' });
  expect(guess).not.toHaveProperty('dates');
});

test('the first date of a table that tells day from month is among the cells that are shown', async () => {
  const cells = [
    '11/10/2026 18:07',
    '11/11/2026 18:07',
    '11/12/2026 18:07',
    '11/12/2026 19:00',
    '11/20/2026 09:00',
  ];
  const columns = new Columns();
  const rows = columns.watch(
    (async function* () {
      for (const [i, when] of cells.entries())
        yield { value: { chat: '1', when }, at: { index: i, line: i + 2 } } as FileRecord;
    })(),
  );
  for await (const _ of rows);
  expect(columns.list().find(({ name }) => name === 'when')?.samples).toEqual([
    '11/10/2026 18:07',
    '11/11/2026 18:07',
    '11/20/2026 09:00',
  ]);
  expect(guessMapping(columns.list())).toMatchObject({ conversation: 'chat', dates: 'mdy' });
});

test('who speaks is a column of a few words, not one of names; what happens is told by its words', () => {
  const guess = guessMapping([
    column('Chat ID', 'CH-1'),
    { name: 'Sender', samples: ['anna@example.org', 'Ruby', 'Mia K.'], values: null },
    column('Sender Type', 'Visitor', 'Bot', 'Agent', 'System'),
    column('Type', 'text', 'file'),
    column('System Event', 'Transfer', 'Closed'),
  ]);
  expect(guess).toMatchObject({
    role: 'Sender Type',
    roles: { Visitor: 'customer', Bot: 'bot', Agent: 'human', System: 'system' },
    event: 'System Event',
    events: { Transfer: 'handoff.initiated', Closed: 'conversation.ended' },
  });
  expect(guess).not.toHaveProperty('infer_handoffs');
});

test('a table with a row for each conversation says in a column of yes and no what was handed over', () => {
  const row = [
    column('Chat ID', 'CH-1'),
    column('Started', '2026-11-20 09:37'),
    column('Transferred', 'No', 'Yes'),
  ];
  expect(guessMapping(row)).toMatchObject({
    time: 'Started',
    event: 'Transferred',
    events: { Yes: 'handoff.initiated' },
  });
  // Beside turns it would make a handoff of every one of them.
  expect(guessMapping([...row, column('Sender', 'user', 'bot')])).not.toHaveProperty('event');
});

test.each([
  ['2026-03-02 09:00:00', { zone: 'Europe/Berlin' }, '2026-03-02T08:00:00.000Z'],
  ['2026-07-02 09:00:00', { zone: 'Europe/Berlin' }, '2026-07-02T07:00:00.000Z'],
  ['2026-07-02 09:00:00+05:00', { zone: 'Europe/Berlin' }, '2026-07-02T04:00:00.000Z'],
  // The clocks are set back: the first of two; set forward: an hour on.
  ['2026-10-25 02:30:00', { zone: 'Europe/Berlin' }, '2026-10-25T00:30:00.000Z'],
  ['2026-03-29 02:30:00', { zone: 'Europe/Berlin' }, '2026-03-29T01:30:00.000Z'],
  ['2026-01-31 23:59:59', { zone: 'America/New_York' }, '2026-02-01T04:59:59.000Z'],
  ['02.03.2026 09:05', { zone: 'utc', dates: 'dmy' }, '2026-03-02T09:05:00.000Z'],
  ['02/03/2026, 12:05:09 AM', { zone: 'utc', dates: 'mdy' }, '2026-02-03T00:05:09.000Z'],
  ['2/3/2026 1:05 PM', { zone: 'Asia/Kolkata', dates: 'mdy' }, '2026-02-03T07:35:00.000Z'],
] as const)('%s with %o is %s', (text, rules, expected) => {
  const at = readTime(text, rules);
  expect(typeof at === 'number' ? new Date(at).toISOString() : at).toBe(expected);
});

test.each([
  ['46329.3854166667', { zone: 'Europe/Berlin', cell: true }, '2026-11-03T08:15:00.000Z'],
  ['46329', { zone: 'utc', cell: true }, '2026-11-03T00:00:00.000Z'],
  ['1772442000', { cell: true }, '2026-03-02T09:00:00.000Z'],
  ['11/3/26 9:15 PM', { zone: 'utc', dates: 'mdy', cell: true }, '2026-11-03T21:15:00.000Z'],
  ['03.11.26 09:15', { zone: 'utc', dates: 'dmy', cell: true }, '2026-11-03T09:15:00.000Z'],
] as const)('a cell with %s and %o is %s', (text, rules, expected) => {
  const at = readTime(text, rules);
  expect(typeof at === 'number' ? new Date(at).toISOString() : at).toBe(expected);
});

test('a day number needs a zone like any local time, and a year of two digits comes last', () => {
  expect(readTime('46329.5', { cell: true })).toContain('zone');
  expect(readTime('26-11-03 09:15', { zone: 'utc', dates: 'dmy', cell: true })).toContain('must be a time');
  expect(guessMapping([column('start', '46329.5')])).toMatchObject({ time: 'start', zone: 'UTC' });
});

test('a table with a conversation per row: when it began, and whether it was handed over', () => {
  const guess = guessMapping([
    column('Contact ID', 'c1', 'c2'),
    column('Start', '2026-11-03T09:15:00Z'),
    column('Escalated', 'Yes', 'No'),
    column('Transcript', 'Customer: hello'),
  ]);
  expect(guess).toEqual({
    conversation: 'Contact ID',
    time: 'Start',
    event: 'Escalated',
    events: { Yes: 'handoff.initiated' },
  });
});

test('where each row is a turn, yes in each of them is no handoff each', () => {
  const guess = guessMapping([
    column('Contact ID', 'c1'),
    column('Time', '2026-11-03T09:15:00Z'),
    column('Role', 'customer', 'bot'),
    column('Message', 'hello'),
    column('Escalated', 'Yes'),
  ]);
  expect(guess).not.toHaveProperty('event');
  expect(guess).toMatchObject({ role: 'Role', text: 'Message', infer_handoffs: true });
});

test.each([
  ['0,87', 0.87],
  ['-0,5', -0.5],
  ['87 %', 0.87],
  ['0.4', 0.4],
  ['', undefined],
  ['high', undefined],
  ['1,2,3', undefined],
])('the cell “%s” is the number %s', (cell, value) => {
  expect(cellNumber(cell)).toBe(value);
});

test('what could be one thing or another is refused', () => {
  expect(readTime('2026-03-02 09:00:00')).toContain('zone');
  expect(readTime('1/2/2026 09:00')).toContain('day or the month');
  expect(readTime('31/12/2026 09:00', { dates: 'mdy', zone: 'utc' })).toContain('no such day');
});

test('a help desk’s own headings are known', () => {
  const guess = guessMapping([
    column('Ticket', 'T-1000'),
    column('Opened at', '2026-11-20 09:37:00'),
    column('Bot intent', 'where_is_parcel'),
    column('Certainty', '0.24'),
    column('Customer e-mail', 'user0@example.org'),
  ]);
  expect(guess).toMatchObject({
    conversation: 'Ticket',
    time: 'Opened at',
    zone: 'UTC',
    intent: 'Bot intent',
    confidence: 'Certainty',
    customer: 'Customer e-mail',
  });
});
