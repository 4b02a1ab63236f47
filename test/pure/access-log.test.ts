import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { csvCell } from '../../backend/src/access-log/csv.js';
import { type Asked, evidenceKey, keyOf, type Look } from '../../backend/src/access-log/look.js';
import { gatherLooks } from '../../backend/src/access-log/looks-event.js';
import { type RouteSpec, route } from '../../backend/src/contract/route.js';
import { routes } from '../../backend/src/contract/routes.js';
import { readPurpose } from '../../backend/src/http/purpose.js';

const table = Object.entries(routes) as [keyof typeof routes, RouteSpec][];

describe('every route that shows people’s words or ids', () => {
  /** Members of answers that can name somebody or hold what somebody said. */
  const personal =
    /^(text|words|sentence|value|fields|customer|customerId|conversationId|description|reasonRaw|reason|steps|by|actor|name|email|detail|examples|builtBy|placedBy|liftedBy|person|subject|pseudonym|reference|key|handoffKey)$/;
  /** Why it is not in the access log though its answer has such a member. */
  const allowed: Partial<Record<keyof typeof routes, string>> = {
    status: 'public names of the sample logins, in demo mode only',
    pipeline: 'names of followers',
    setup: 'the reader’s own account',
    sessionStart: 'the reader’s own account',
    sessionGet: 'the reader’s own account',
    userList: 'accounts of colleagues, for those who manage them',
    userCreate: 'an account that the reader has just made',
    userChange: 'an account that the reader has just changed',
    keyList: 'names of programs',
    keyCreate: 'a key that the reader has just made',
    ingest: 'why the sender’s own event was refused',
    metricList: 'definitions',
    metricHeadline: 'numbers',
    metricSeries: 'numbers',
    metricBreakdown: 'numbers by labels of the contact centre',
    metricSurvival: 'numbers',
    metricCompare: 'numbers',
    metricCompareValues: 'numbers by labels of the contact centre',
    metricHeatmap: 'numbers',
    metricMatrix: 'numbers by labels of the contact centre',
    targetList: 'numbers that somebody set',
    targetSet: 'a decision that is in the ledger itself',
    detectorList: 'counts',
    sourceFaults: 'names of fields, and how often they come',
    riskPaths: 'numbers by labels of the contact centre',
    riskOutage: 'numbers',
    riskReadiness: 'numbers',
    riskGuard: 'numbers',
    alertList: 'rules, and numbers that broke them',
    alertRuleList: 'rules, and the colleagues who made them',
    alertRulePreview: 'numbers',
    alertRuleCreate: 'a decision that is in the ledger itself',
    alertRuleChange: 'a decision that is in the ledger itself',
    alertChannelList: 'addresses of receivers, for those who manage them',
    alertChannelCreate: 'a channel that the reader has just made',
    alertChannelChange: 'a channel that the reader has just changed',
    alertChannelTest: 'a message that the reader has just sent',
    alertMessageList: 'messages about rules and numbers',
    alertMessageRetry: 'a message that the reader sends again',
    dimensionValues: 'labels of the contact centre',
    releaseList: 'releases of bots',
    gapList: 'names and terms of groups of at least several escalations, no words of one',
    reviewGet: 'counts',
    reviewBatch: 'decisions that are in the ledger themselves',
    reviewDecisions: 'what the reader decided',
    gapMap: 'where points lie, without words, names or ids of people',
    gapName: 'as the list of gaps',
    gapTitleGet: 'as the list of gaps',
    gapTitleIgnore: 'as the list of gaps',
    gapMerge: 'as the list of gaps',
    gapSplit: 'as the list of gaps',
    gapMove: 'as the list of gaps',
    gapJudge: 'as the list of gaps',
    gapUndo: 'as the list of gaps',
    gapDismiss: 'as the list of gaps',
    gapRestore: 'as the list of gaps',
    fidelityGet: 'counts by queue, bot, intent and the like',
    callbackGet: 'counts by source',
    planList: 'names of samples, and what they were drawn from',
    planDraw: 'the sample that the reader has just drawn',
    planGet: 'counts, and pseudonyms of handoffs on which readers disagree',
    datasetList: 'names of datasets and of who built them',
    datasetCard: 'counts and names of labels',
    datasetCroissant: 'counts and names of columns',
    datasetBuild: 'the version that the reader has just built, without its examples',
    improvementList: 'names of improvements and of who decided about them',
    improvementGet: 'names of who decided, and counts',
    improvementPropose: 'as the list of improvements',
    improvementApprove: 'as the list of improvements',
    improvementDecline: 'as the list of improvements',
    improvementWithdraw: 'as the list of improvements',
    improvementRelease: 'as the list of improvements',
    ledgerStatus: 'the state of the ledger',
    ledgerVerify: 'the state of the ledger',
    ledgerCheckpoints: 'signed checkpoints',
    ledgerKeys: 'signing keys',
    erasurePreview: 'counts, and names of datasets and holds; the reader named the subject',
    erasureCreate: 'a decision that is in the ledger itself',
    erasureList: 'decisions of colleagues; the subject is not named',
    holdList: 'pseudonyms and case numbers of holds; the subject is not named',
    holdPlace: 'a decision that is in the ledger itself',
    holdLift: 'a decision that is in the ledger itself',
    retentionGet: 'rules and counts',
    retentionSet: 'a decision that is in the ledger itself',
    costRatesSet: 'a decision that is in the ledger itself',
    retentionPreview: 'counts',
    retentionRun: 'counts',
    evidencePreview: 'counts',
    logCheckpoint: 'a signed checkpoint',
    logInclusion: 'hashes',
    logConsistency: 'hashes',
    logTile: 'hashes, and entries without anything personal that stands readable',
    logEntryProof: 'hashes and a signed checkpoint',
  };

  function members(schema: unknown, found = new Set<string>()): Set<string> {
    if (Array.isArray(schema)) for (const one of schema) members(one, found);
    else if (typeof schema === 'object' && schema !== null) {
      const { properties } = schema as { properties?: object };
      for (const name of Object.keys(properties ?? {})) found.add(name);
      for (const part of Object.values(schema)) members(part, found);
    }
    return found;
  }

  /** What is no JSON is not looked into: it may hold anything. */
  const mayName = ({ response, produces }: RouteSpec): boolean =>
    produces !== undefined ||
    (response !== undefined &&
      [...members(z.toJSONSchema(response, { io: 'output', unrepresentable: 'any' }))].some((name) =>
        personal.test(name),
      ));

  test.each(table.filter(([, spec]) => mayName(spec)))(
    '%s is recorded, or it is said why not',
    (name, spec) => {
      expect(spec.shows !== undefined || allowed[name] !== undefined, `${name}: ${spec.summary}`).toBe(true);
      expect(spec.shows !== undefined && allowed[name] !== undefined, 'both').toBe(false);
    },
  );

  test.each(table.filter(([, spec]) => spec.shows))('%s is for people who are known', (_, spec) => {
    expect(spec.access).not.toBe('anyone');
    const { param } = spec.shows ?? {};
    if (param !== undefined) expect(spec.path).toContain(`:${param}`);
  });
});

describe('the key of a look', () => {
  const nothing = { params: {}, query: {}, body: undefined };
  const of = (spec: RouteSpec, asked: Partial<Asked>) =>
    keyOf(spec, spec.shows ?? { kind: 'list' }, { ...nothing, ...asked });

  it('is the record’s own, in its one form', () => {
    expect(of(routes.ledgerEntry, { params: { index: '007' } })).toBe('7');
  });

  it('names the filters of a list and never who was searched', () => {
    const query = {
      search: 'zoe@example.com',
      customer: 'no such filter',
      view: 'failed',
      limit: '9',
      gap: '',
    };
    expect(of(routes.handoffList, { query })).toBe('/api/handoffs?search&view');
    expect(of(routes.handoffList, {})).toBe('/api/handoffs');
    expect(of(routes.ledgerEntries, { query: { customer: 'zoe', before: '9' } })).toBe(
      '/api/ledger/entries?customer',
    );
  });

  it('of an evidence pack says what it is about, without a customer’s id', () => {
    const pack = evidenceKey;
    expect(pack({ kind: 'handoff', key: 'A'.repeat(22) })).toBe(`handoff/${'A'.repeat(22)}`);
    expect(pack({ kind: 'range', first: 1, last: 2 })).toBe('range/1-2');
    expect(pack({ kind: 'subject', subject: { kind: 'customer', id: 'zoe' } })).toBe('subject/customer');
  });

  it('is never longer than the log takes', () => {
    const query = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`filter${i}`, z.string()]));
    const spec = route({ method: 'GET', path: '/x', access: ['admin'], summary: '', query: z.object(query) });
    expect(
      of(spec, { query: Object.fromEntries(Object.keys(query).map((name) => [name, '1'])) }),
    ).toHaveLength(200);
  });
});

describe('looks gathered into events', () => {
  const at = (seconds: number) => new Date(Date.parse('2026-03-02T08:00:00Z') + seconds * 1000);
  let id = 0;
  const look = (seconds: number, more: Partial<Look> = {}): Look & { id: number } => ({
    id: id++,
    at: at(seconds),
    actor: { id: 'u1', name: 'The auditor' },
    via: 'session',
    action: 'viewed',
    kind: 'handoff',
    key: 'a',
    purpose: null,
    ...more,
  });

  it('are one per actor, way, action and purpose', () => {
    const events = gatherLooks([
      look(0),
      look(1, { key: 'b' }),
      look(2, { actor: { id: 'u2', name: 'Another' } }),
      look(3, { via: 'key' }),
      look(4, { action: 'exported' }),
      look(5, { purpose: 'case 7' }),
    ]);
    expect(events.map((event) => event.data.items.length)).toEqual([2, 1, 1, 1, 1]);
    expect(events.map((event) => event.type)).toEqual([
      'record.viewed',
      'record.viewed',
      'record.viewed',
      'record.exported',
      'record.viewed',
    ]);
  });

  it('count repeats within a minute and begin anew after it', () => {
    const [event] = gatherLooks([look(0), look(30), look(59), look(60), look(61)]);
    expect(event?.data.items).toEqual([
      { at: at(0).toISOString(), kind: 'handoff', key: 'a', times: 3 },
      { at: at(60).toISOString(), kind: 'handoff', key: 'a', times: 2 },
    ]);
    expect(event?.data.views).toBe(5);
  });

  it('keep every row of the queue in exactly one event, however many there are', () => {
    const looks = Array.from({ length: 1000 }, (_, i) => look(0, { key: `k${i % 700}` }));
    const events = gatherLooks(looks);
    expect(events.flatMap((event) => event.rows).sort((a, b) => a - b)).toEqual(looks.map((one) => one.id));
    expect(events.reduce((sum, event) => sum + event.data.views, 0)).toBe(1000);
    for (const { data } of events) expect(data.items.length).toBeLessThanOrEqual(300);
  });
});

describe('a cell of the exported log', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\r=1',
    ' =1',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '\ufeff=1',
  ])('%j is text in every spreadsheet', (value) => {
    const lines = csvCell(value)
      .replace(/^"|"$/g, '')
      .split(/[\r\n]/);
    expect(lines[0]?.startsWith("'")).toBe(true);
  });

  it('is safe in its second line too', () => {
    expect(csvCell('a\n=cmd()')).toBe('"a\n\'=cmd()"');
    expect(csvCell('a\r\n@x')).toBe('"a\r\n\'@x"');
  });

  it('is quoted as RFC 4180 says and otherwise left alone', () => {
    expect(csvCell('say "x", y')).toBe('"say ""x"", y"');
    expect(csvCell('plain - text')).toBe('plain - text');
    expect(csvCell(null)).toBe('');
    expect(csvCell(-3)).toBe('-3');
  });
});

describe('a purpose', () => {
  it('comes as plain ASCII or percent-encoded UTF-8', () => {
    expect(readPurpose(undefined)).toBeUndefined();
    expect(readPurpose('  ')).toBeUndefined();
    expect(readPurpose('case 2026-14')).toBe('case 2026-14');
    expect(readPurpose('Pr%C3%BCfung%20%E2%84%96%207')).toBe('Prüfung № 7');
  });

  it.each([
    'Prüfung',
    '100%',
    '%ff',
    'a%0Ab',
    'a%00',
    'a%E2%80%AEb',
    'a%ED%A0%80',
    'x'.repeat(201),
    '%C3%BC'.repeat(201),
  ])('%j is refused', (value) => {
    expect(() => readPurpose(value)).toThrow('baton-purpose');
  });

  it('may be as long as 200 characters, whatever they take', () => {
    expect(readPurpose('%F0%9F%98%80'.repeat(200))).toBe('😀'.repeat(200));
  });
});
