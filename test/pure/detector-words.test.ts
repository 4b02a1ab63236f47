import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, claimsIn, claimsOfLabel, contradicts } from '../../backend/src/detectors/claims.js';
import { charactersOf, isCut } from '../../backend/src/detectors/context-size.js';
import { readOpening } from '../../backend/src/detectors/opening.js';

describe('how a human begins', () => {
  const before = {
    context: {
      intent: 'card_declined_abroad',
      entities: { order: 'AB-1234', city: '東京', known: true },
      summary: { situation: 'The customer travels and cannot withdraw cash at a machine.' },
    },
    said: ['my card does not work at the airport'],
  };
  it.each([
    ['How can I help?', 'generic'],
    ['Hello, what is it about?', 'generic'],
    ['Guten Tag, wie kann ich Ihnen helfen?', 'generic'],
    ['Hola, ¿en qué puedo ayudarle?', 'generic'],
    ['お待たせしました。もう一度ご用件をお聞かせください。', 'generic'],
    ['Hello', 'other'],
    ['One moment please.', 'other'],
    ['Hi, your card was declined while you were away?', 'informed'],
    ['About order AB-1234: I have it here.', 'informed'],
    ['東京からのお電話ですね。', 'informed'],
    ['Hello, I read the notes. How can I help further?', 'informed'],
    ['You want to withdraw money at a machine, I see.', 'informed'],
    ['Ihr Fall liegt vor mir.', 'informed'],
    // A number that only begins like the one that travelled is another.
    ['About order AB-12345: which one?', 'other'],
    // One word in common may be chance.
    ['Good morning from the airport desk.', 'other'],
  ] as const)('%j is %s', (text, expected) => expect(readOpening(text, before)).toBe(expected));

  it('has nothing to begin with where nothing travelled', () => {
    const nothing = { context: undefined, said: [] };
    expect(readOpening('Your card was declined abroad?', nothing)).toBe('other');
    expect(readOpening('How may I help?', nothing)).toBe('generic');
  });
});

describe('what is granted or refused', () => {
  it.each([
    ['Your refund has been approved.', 'refund', true],
    ['We will refund you. Your refund will be on your account tomorrow.', 'refund', true],
    ['Your refund was denied.', 'refund', false],
    ['I am sorry, we cannot waive the fee.', 'waiver', false],
    ['The fee has been waived', 'waiver', true],
    ['Ihre Erstattung wurde genehmigt.', 'refund', true],
    ['Die Erstattung wurde abgelehnt.', 'refund', false],
    ['Su reembolso ha sido aprobado', 'refund', true],
    ['Seu reembolso foi recusado', 'refund', false],
    ['Votre remboursement est refusé.', 'refund', false],
    ['ご返金いたします。', 'refund', true],
    ['返金できかねます。', 'refund', false],
  ])('%j: %s %s', (text, topic, granted) => expect(claimsIn(text)).toContainEqual({ topic, granted }));

  it.each([
    'Was your refund approved?',
    'If your refund has been approved, you get a message.',
    'I do not see that a refund has been issued.',
    'Die Erstattung wurde nicht vergessen.',
    'I look at your refund.',
    'Everything is approved.',
    '',
  ])('%j says neither', (text) => expect(claimsIn(text)).toEqual([]));

  it.each([
    ['refund.denied', true, [{ topic: 'refund', granted: false }]],
    ['approve_claim', false, [{ topic: 'application', granted: true }]],
    ['refund', true, [{ topic: 'refund', granted: true }]],
    ['refund', false, []],
    ['call_back', true, []],
    [undefined, true, []],
  ] as const)('the label %j, carried out %s', (label, done, claims) =>
    expect(claimsOfLabel(label, done)).toEqual(claims),
  );

  const refund = (granted: boolean): Claim => ({ topic: 'refund', granted });
  it('contradicts when it goes against the last word before', () => {
    expect(contradicts([refund(true)], [refund(false)])).toBe(true);
    expect(contradicts([refund(true)], [refund(true)])).toBe(false);
    expect(contradicts([refund(true), refund(false)], [refund(false)])).toBe(false);
    expect(contradicts([refund(true)], [refund(true), refund(false)])).toBe(true);
    expect(contradicts([refund(true)], [{ topic: 'waiver', granted: false }])).toBeNull();
    expect(contradicts([], [refund(false)])).toBeNull();
  });

  it('is the same turned round, for one word on each side of any topics', () => {
    const claims = fc.uniqueArray(
      fc.record({ topic: fc.constantFrom('a', 'b', 'c'), granted: fc.boolean() }),
      { selector: ({ topic }) => topic },
    );
    fc.assert(
      fc.property(claims, claims, (one, other) => {
        expect(contradicts(one, other)).toBe(contradicts(other, one));
        expect(contradicts(one, one)).toBe(one.length === 0 ? null : false);
        const turned = one.map((claim) => ({ ...claim, granted: !claim.granted }));
        expect(contradicts(one, turned)).toBe(one.length === 0 ? null : true);
      }),
    );
  });
});

describe('how much travelled', () => {
  it('is counted in characters of its values', () => {
    expect(
      charactersOf({ intent: 'late', confidence: 0.5, summary: { situation: '日本' }, tried: [true] }),
    ).toBe(4 + 3 + 2 + 4);
    expect(charactersOf(undefined)).toBe(0);
    // Not of code units: one sign is one.
    expect(charactersOf('👍🏽')).toBe(2);
  });

  it('is cut when it has fewer turns or much less text than was said, or says so', () => {
    const said = ['my parcel did not arrive', 'Which order is it?', 'the one of last week'];
    expect(isCut({ transcript: [{}, {}, {}] }, said)).toBe(false);
    expect(isCut({ transcript: [{}, {}] }, said)).toBe(true);
    expect(isCut({ transcript: said.map((text) => `Customer: ${text}`).join('\n') }, said)).toBe(false);
    expect(isCut({ transcript: said.slice(1).join('\n') }, said)).toBe(true);
    expect(isCut({ transcript: `${said.join('\n')} [truncated]` }, said)).toBe(true);
  });

  it('cannot be told without a transcript, without turns, or without their words', () => {
    expect(isCut({ intent: 'late' }, ['a'])).toBeNull();
    expect(isCut(undefined, ['a'])).toBeNull();
    expect(isCut({ transcript: 'a' }, [])).toBeNull();
    expect(isCut({ transcript: 'a' }, ['a', undefined])).toBeNull();
    expect(isCut({ transcript: [{}] }, [undefined, undefined])).toBe(true);
  });

  it('a whole transcript is never cut, with whatever names before its lines', () => {
    const words = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !/(…|\.{3}|\])\s*$/.test(text));
    fc.assert(
      fc.property(fc.array(words, { minLength: 1 }), fc.string({ maxLength: 8 }), (said, name) => {
        expect(isCut({ transcript: said.map((text) => `${name}${text}`).join('\n') }, said)).toBe(false);
      }),
    );
  });
});
