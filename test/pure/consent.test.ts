import { describe, expect, it } from 'vitest';
import { consentPolicy, covers, overShared, scopeOfField } from '../../backend/src/contract/consent.js';
import type { IncomingType } from '../../backend/src/contract/event-types.js';
import { eventData } from '../../backend/src/contract/events.js';
import { consentRowOf, scopesNeeded, withholdFields } from '../../backend/src/episodes/consent.js';
import { contextFields } from '../../backend/src/ledger/open-fields.js';
import { missingInWords, type SbarParts } from '../../frontend/src/components/sbar-parts.js';
import { sbarOfHandoff } from '../../frontend/src/features/handoffs/handoff-sbar.js';
import { sbarOfEntry } from '../../frontend/src/features/ledger/entries/entry-sbar.js';
import { EventLog } from '../support/event-log.js';

const needed = (path: string, value: unknown) => [...scopesNeeded(path.split('/').slice(1), value)].sort();

describe('the consent policy', () => {
  it('knows every context field that can travel', () => {
    const names = contextFields({
      identity: { verified: true },
      intent: 'x',
      confidence: 1,
      sentiment: 1,
      entities: { a: 1 },
      transcript: 't',
      attempts: [1],
      failed_action: { code: 'c' },
      sources: [1],
      phone: '1',
      summary: { situation: 's', background: 'b', assessment: 'a', recommendation: 'r' },
    });
    expect(names.filter((name) => scopeOfField(name) === null)).toEqual(['confidence', 'intent']);
    expect(scopeOfField('summary.situation')).toBe('summary');
    expect(scopeOfField('constructor')).toBeNull();
  });

  it('restricts nothing while nothing is stated, and everything that has a scope when nothing is granted', () => {
    expect(covers(null, 'identity')).toBe(true);
    expect(covers([], null)).toBe(true);
    expect(covers([], 'identity')).toBe(false);
    expect(overShared(null, ['phone'])).toEqual([]);
    expect(overShared([], ['phone', 'intent', 'attempts'])).toEqual(['attempts', 'phone']);
    expect(overShared(['identity'], ['phone', 'identity', 'summary.situation'])).toEqual([
      'summary.situation',
    ]);
  });
});

describe('the scopes that a value of an event needs', () => {
  it('are those of everything in it', () => {
    expect(needed('/data/text', 'words')).toEqual(['transcript']);
    expect(needed('/data/context/summary', { situation: 's' })).toEqual(['summary']);
    expect(needed('/data/context', { intent: 'x', phone: '1', sources: [] })).toEqual([
      'identity',
      'sources',
    ]);
    expect(needed('', { subject: 'c', data: { text: 'x', handoff_id: 'h', customer: { id: 'z' } } })).toEqual(
      ['identity', 'transcript'],
    );
    expect(needed('/data/resolution', { outcome: 'resolved', words: 'w' })).toEqual(['transcript']);
  });

  it('are asked for whatever nobody has named', () => {
    expect(needed('/data/diary', 'x')).toEqual(['entities']);
    expect(needed('/data/context/diary', 'x')).toEqual(['entities']);
    expect(needed('/data/resolution/diary', 'x')).toEqual(['entities']);
    expect(needed('/traceparent', 'x')).toEqual(['entities']);
    expect(needed('/data/__proto__', 'x')).toEqual(['entities']);
  });

  it('leave no member of the contract’s events without a decision', () => {
    const personal: Partial<Record<IncomingType, string[]>> = {
      'conversation.started': ['customer'],
      'turn.recorded': ['failed_action', 'sentiment', 'sources', 'text'],
      'handoff.initiated': ['customer', 'reason_raw', 'required_actions'],
      'handoff.joined': ['readback'],
      'action.recorded': ['description'],
    };
    for (const [type, schema] of Object.entries(eventData)) {
      const members = Object.keys(schema.shape).filter((name) => !['context', 'resolution'].includes(name));
      const found = members.filter((name) => needed(`/data/${name}`, 'x').length > 0).sort();
      expect([type, found]).toEqual([type, personal[type as IncomingType] ?? []]);
    }
  });
});

describe('disclosed fields', () => {
  const field = (pointer: string, value: unknown, salt: string | null = 'salt') => ({
    pointer,
    value,
    salt,
    withheld: [],
  });

  it('lose value and salt together, and say for want of what', () => {
    const fields = [
      field('/data/text', 'words'),
      field('/data/handoff_id', 'h'),
      field('/data/text', null, null),
    ];
    expect(withholdFields(fields, null)).toEqual(fields);
    expect(withholdFields(fields, ['identity'])).toEqual([
      { pointer: '/data/text', value: null, salt: null, withheld: ['transcript'] },
      fields[1],
      fields[2],
    ]);
  });

  it('are found by their pointer’s own escapes', () => {
    expect(withholdFields([field('/data/context/entities/a~1b', 1)], [])[0]?.withheld).toEqual(['entities']);
  });
});

it('a word about consent is kept with whom it is about, to whom it is said and when', () => {
  const log = new EventLog();
  log.add('consent.changed', 3, { scopes: ['summary'], party: 'baton', customer: { id: 'z' } });
  log.customer(4);
  const rows = log.entries.flatMap(consentRowOf);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ party: consentPolicy.parties.pages, scopes: ['summary'], seq: 0 });
  expect(rows[0]?.customer_key).toBe(log.entries[0]?.link.customer);
});

describe('the four parts of a summary', () => {
  const base = { salt: 's', commitment: '', matches: true, withheld: [] };
  const open = { context: ['summary.assessment', 'summary.background', 'summary.situation'] };
  const states = (parts: SbarParts) => Object.values(parts).map((part) => part.state);

  it('are read from the fields of an entry, however coarsely they are committed', () => {
    const fine = [
      { ...base, pointer: '/data/context/summary/situation', value: 'S' },
      { ...base, pointer: '/data/context/summary/background', value: null, salt: null },
      {
        ...base,
        pointer: '/data/context/summary/assessment',
        value: null,
        salt: null,
        withheld: ['summary' as const],
      },
    ];
    const parts = sbarOfEntry({ open, fields: fine });
    expect(states(parts)).toEqual(['given', 'erased', 'withheld', 'missing']);
    expect(missingInWords(parts)).toBe('Missing: recommendation');
    const summary = { situation: 'S', background: 'B', assessment: 'A' };
    for (const [pointer, value] of [
      ['/data/context/summary', summary],
      ['/data/context', { summary }],
      ['/data', { context: { summary } }],
    ] as const) {
      const coarse = sbarOfEntry({ open, fields: [{ ...base, pointer, value }] });
      expect(coarse.background).toEqual({ state: 'given', text: 'B' });
      expect(coarse.recommendation).toEqual({ state: 'missing' });
    }
  });

  it('are read from what travelled with a handoff', () => {
    const field = (letter: string, more: object) => ({
      name: `summary.${letter}`,
      label: letter,
      required: true,
      botKnew: null,
      travelled: true,
      repeated: false,
      overShared: false,
      value: null,
      withheld: null,
      ...more,
    });
    const parts = sbarOfHandoff({
      context: [
        field('situation', { value: 'S' }),
        field('background', { withheld: 'summary' }),
        field('assessment', {}),
        field('recommendation', { travelled: false }),
      ],
    });
    expect(states(parts)).toEqual(['given', 'withheld', 'erased', 'missing']);
    expect(missingInWords(sbarOfHandoff({ context: [] }))).toBe('All four parts are missing');
  });
});
