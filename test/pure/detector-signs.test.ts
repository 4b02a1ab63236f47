import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fieldNames } from '../../backend/src/detectors/field-names.js';
import { asksFor, asksHuman, promisesSomething, saysKeyword } from '../../backend/src/detectors/phrases.js';
import { readSigns } from '../../backend/src/detectors/read-signs.js';
import {
  type EpisodeWords,
  type HandoffWords,
  type KeptWords,
  keptName,
} from '../../backend/src/detectors/signs.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import type { LedgerEvent } from '../../backend/src/ledger/ledger-event.js';
import { EventLog, handoffKey, ledgerEvents } from '../support/event-log.js';
import { delivered, randomLog } from '../support/random-log.js';

const signsOf = (events: readonly LedgerEvent[], kept: KeptWords = new Map()) => {
  const { handoffs, episodes } = foldConversation(events);
  return readSigns(events, { handoffs, episodes }, kept);
};
const handoffSign = (events: readonly LedgerEvent[], id = 'h-1') =>
  signsOf(events).handoffs.find(({ handoff_key }) => handoff_key === handoffKey(id));
/** As the ledger gives them after their key is gone. */
const erased = (events: readonly LedgerEvent[]) => events.map((event) => ({ ...event, event: undefined }));

describe('words', () => {
  it.each([
    ['AGENT', true],
    ['Ich möchte mit einem Menschen sprechen', true],
    ['quiero hablar con una persona', true],
    ['tem alguém de verdade aí?', true],
    ['je veux parler à un conseiller', true],
    ['オペレーターお願いします', true],
    ['my reagent order is late', false],
    ['I lost my card', false],
    ['', false],
  ])('%j asks for a human: %s', (text, expected) => expect(asksHuman(text)).toBe(expected));

  it('takes a word that opens doors for a keyword, and not for a request', () => {
    expect(saysKeyword('Cancel my account')).toBe(true);
    expect(asksHuman('Cancel my account')).toBe(false);
    expect(saysKeyword('cancellation fee?')).toBe(false);
  });

  it.each([
    ['We will call you back tomorrow.', true],
    ['Die Erstattung ist unterwegs.', true],
    ['Le enviaremos un correo', true],
    ['Vous recevrez un message', true],
    ['担当者よりご連絡いたします。', true],
    ['I hand you over to a colleague.', false],
    ['You can call us any time.', false],
  ])('%j promises something: %s', (text, expected) => expect(promisesSomething(text)).toBe(expected));

  it('finds what is asked for, in sentences that ask', () => {
    expect(asksFor('Hi. What is your order number, and your name?')).toEqual(['identity', 'reference']);
    expect(asksFor('I see your order number here. Done.')).toEqual([]);
    expect(asksFor('Guten Tag, worum geht es bitte noch einmal?')).toEqual(['intent']);
    expect(asksFor('もう一度ご用件をお聞かせください。')).toEqual(['intent']);
    expect(asksFor('please tell me your email address')).toEqual(['email']);
  });
});

describe('what a handoff lost', () => {
  const log = () =>
    new EventLog()
      .customer(1, { text: 'my order AB12345 did not arrive', intent: 'late', sentiment: -0.2 })
      .bot(2, { text: 'Let me look', action: 'order.find', confidence: 0.4 });

  it('is what its turns show and what did not travel', () => {
    const sign = handoffSign(
      log().escalated(3, { handoff_id: 'h-1', context: { intent: 'late' }, reasons: ['low_confidence'] })
        .entries,
    );
    expect(sign).toMatchObject({
      known: ['attempts', 'confidence', 'intent', 'sentiment', 'transcript'],
      lost: ['attempts', 'confidence', 'sentiment', 'transcript'],
      path_turns: 1,
    });
  });

  it('is not known of a source without turns', () => {
    expect(handoffSign(new EventLog().started(0).escalated(1).entries)).toMatchObject({
      known: null,
      lost: null,
      path_turns: null,
      keyword: null,
      asked_again: null,
    });
  });

  it('shows where a human asks for it again, and not where they ask for something new', () => {
    const told = log().escalated(3, { handoff_id: 'h-1', context: { intent: 'late' } });
    const again = handoffSign(told.human(5, { text: 'What happened? What is your order number?' }).entries);
    expect(again?.asked_again).toEqual(['intent', 'reference']);
    const fresh = log().escalated(3).human(5, { text: 'May I have your e-mail? your email address?' });
    expect(handoffSign(fresh.entries)?.asked_again).toEqual([]);
  });

  it('does not count what the next receiver asks', () => {
    const log2 = log()
      .escalated(3)
      .human(5, { text: 'One moment' })
      .transferred(6, { handoff_id: 'h-2' })
      .human(8, { text: 'What happened?' });
    expect(handoffSign(log2.entries, 'h-1')?.asked_again).toEqual([]);
    expect(handoffSign(log2.entries, 'h-2')?.asked_again).toEqual(['intent']);
  });
});

describe('the two sides of a handoff', () => {
  const promised = () =>
    new EventLog().customer(1).bot(2, { text: 'Your refund has been approved.' }).escalated(3);

  it('contradict each other in words, in what is recorded, and in the disposition', () => {
    const told = promised().human(5, { text: 'I am sorry, your refund was denied.' });
    expect(handoffSign(told.entries)?.contradicted).toBe(true);
    const acted = promised().acted(5, { action_id: 'a', handoff_id: 'h-1', kind: 'refund.denied' });
    expect(handoffSign(acted.entries)?.contradicted).toBe(true);
    const closed = promised().resolved(5, { disposition: 'refund_rejected' }, 'h-1');
    expect(handoffSign(closed.entries)?.contradicted).toBe(true);
    expect(handoffSign(promised().acted(5, { action_id: 'a', kind: 'refund' }).entries)?.contradicted).toBe(
      false,
    );
  });

  it('have nothing to hold against each other where only one says something, or the act was not done', () => {
    expect(handoffSign(promised().human(5, { text: 'Hello' }).entries)?.contradicted).toBeNull();
    const omitted = promised().acted(5, { action_id: 'a', kind: 'refund.denied', result: 'omitted' });
    expect(handoffSign(omitted.entries)?.contradicted).toBeNull();
  });

  it('count a promised action as granted', () => {
    const log = new EventLog()
      .customer(1)
      .escalated(3, { handoff_id: 'h-1', required_actions: [{ id: 'a', kind: 'refund', promised: true }] })
      .human(4, { text: 'We cannot refund this.' });
    expect(handoffSign(log.entries)?.contradicted).toBe(true);
  });

  it('match when one of those who took it has the skill asked for', () => {
    const asked = () =>
      new EventLog().customer(1).escalated(3, { handoff_id: 'h-1', to: { kind: 'human', skill: 'lending' } });
    const taken = (...skills: string[]) =>
      handoffSign(asked().add('handoff.accepted', 4, { handoff_id: 'h-1', skills }).entries)?.skill_match;
    expect(taken('cards', 'lending')).toBe(true);
    expect(taken('cards')).toBe(false);
    expect(taken()).toBeNull();
    const any = new EventLog()
      .escalated(3)
      .add('handoff.accepted', 4, { handoff_id: 'h-1', skills: ['cards'] });
    expect(handoffSign(any.entries)?.skill_match).toBeNull();
  });

  it('begin with the first words of the human that can be read', () => {
    const log = promised()
      .human(5)
      .human(6, { text: 'How can I help?' })
      .human(7, { text: 'I read the notes.' });
    expect(handoffSign(log.entries)?.opening).toBe('generic');
    expect(handoffSign(promised().entries)?.opening).toBeNull();
  });
});

describe('an episode', () => {
  const episode = (log: EventLog) => signsOf(log.entries).episodes[0];

  it('counts how often the bot went on after a request and after distress', () => {
    const log = new EventLog()
      .started(0)
      .customer(1, { text: 'this is useless', sentiment: -0.5 })
      .bot(2, { text: 'Which one?' })
      .customer(3, { text: 'agent', sentiment: -0.9 })
      .bot(4, { text: 'Which one?' })
      .bot(5, { text: 'I connect you.' })
      .escalated(6)
      .customer(7, { text: 'agent' });
    expect(episode(log)).toMatchObject({ distress_turns: 3, request_turns: 2 });
  });

  it('has promised something until the bot does something', () => {
    const promise = () => new EventLog().started(0).customer(1).bot(2, { text: 'We will call you back.' });
    expect(episode(promise())?.promised).toBe(true);
    expect(episode(promise().bot(3, { action: 'ticket.open' }))?.promised).toBe(false);
    expect(
      episode(promise().bot(3, { action: 'ticket.open', failed_action: { code: 'E1' } }))?.promised,
    ).toBe(true);
    expect(episode(new EventLog().started(0).customer(1).bot(2, { text: 'Hello.' }))?.promised).toBe(false);
    expect(episode(new EventLog().started(0).customer(1).bot(2))?.promised).toBeNull();
  });
});

/** Words that the detectors know, so that random conversations say them. */
const spoken = fc.constantFrom(
  'agent please',
  'I lost my card 4929 1234',
  'We will call you back.',
  'What happened? What is your order number?',
  'cancel',
  'Your refund has been approved.',
  'Your refund was denied.',
  '',
);
const wordyLog = randomLog().chain((log) =>
  fc
    .array(spoken, { minLength: log.length, maxLength: log.length })
    .map((texts) =>
      log.map((event, i) =>
        event.type === 'turn.recorded' ? { ...event, data: { ...event.data, text: texts[i] } } : event,
      ),
    ),
);
const bySubject = (events: readonly LedgerEvent[]) => {
  const groups = new Map<string, LedgerEvent[]>();
  for (const event of events) {
    const key = event.link.conversation ?? '';
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
};

describe('for any log', () => {
  it('order, repetition and lateness change no sign', () => {
    fc.assert(
      fc.property(
        wordyLog.chain((log) => fc.tuple(fc.constant(log), delivered(log))),
        ([log, sent]) => {
          const signs = (events: typeof log) =>
            bySubject(ledgerEvents(events)).map((group) => signsOf(group));
          expect(signs(sent)).toEqual(signs(log));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('what was seen in words outlives them', () => {
    fc.assert(
      fc.property(wordyLog, (log) => {
        for (const group of bySubject(ledgerEvents(log))) {
          const { handoffs, episodes } = foldConversation(group);
          const before = readSigns(group, { handoffs, episodes }, new Map());
          const kept: KeptWords = new Map<string, HandoffWords | EpisodeWords>([
            ...before.handoffs.flatMap((sign) => {
              const { keyword, asked_again, opening, contradicted, context_chars, context_cut, skill_match } =
                sign;
              const words = {
                keyword,
                asked_again,
                opening,
                contradicted,
                context_chars,
                context_cut,
                skill_match,
              };
              return handoffs
                .filter((row) => row.handoff_key === sign.handoff_key)
                .map((row) => [keptName(row), words] as const);
            }),
            ...before.episodes.flatMap(({ episode_no, request_turns, promised }) =>
              episodes
                .filter((row) => row.episode_no === episode_no)
                .map((row) => [keptName(row), { request_turns, promised }] as const),
            ),
          ]);
          expect(readSigns(erased(group), { handoffs, episodes }, kept)).toEqual(before);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('the names of fields are those of the schema, and no value of anybody', () => {
  const [event] = ledgerEvents(
    new EventLog().escalated(1, {
      handoff_id: 'h-1',
      context: {
        intent: 'x',
        entities: { 'ada lovelace': 1 },
        summary: { situation: 's' },
      },
      extra: { 'a b': 1, plain: { deep: 2 } },
    } as never).events,
  );
  const names = fieldNames(event as LedgerEvent);
  expect(names).toEqual(
    expect.arrayContaining([
      'handoff_id',
      'purpose',
      'queue',
      'context.intent',
      'context.entities',
      'context.summary.situation',
      'extra.*',
      'extra.plain.deep',
    ]),
  );
  expect(names.join()).not.toContain('lovelace');
});
