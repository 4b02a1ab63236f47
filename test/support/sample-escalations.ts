import type { Escalation } from '../../backend/src/gaps/engine/escalation.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';

/** Needs in different words each, so that it is known which escalations belong together. */
const needs: Record<string, { ask: string[]; objects: string[]; close: string[] }> = {
  address: {
    ask: ['I moved and want to change', 'please update', 'how can I correct', 'I need to enter'],
    objects: [
      'my postal address',
      'the street in my address',
      'my new home address',
      'the address on my letters',
    ],
    close: ['in your records', 'for the statements', 'since last week', 'in the profile'],
  },
  refund: {
    ask: ['give me a refund for', 'I want my money back for', 'when is the refund of', 'please refund'],
    objects: [
      'the cancelled flight',
      'my flight that was cancelled',
      'the flight to Rome',
      'our cancelled trip',
    ],
    close: ['to my credit card', 'as promised', 'that I paid', 'this month'],
  },
  router: {
    ask: ['the wifi of', 'no internet from', 'the light blinks on', 'cannot set up'],
    objects: ['my new router', 'the router in the hall', 'the white router', 'this wifi router'],
    close: ['since the reboot', 'after the update', 'all evening', 'on any device'],
  },
  mortgage: {
    ask: [
      'can I repay early',
      'what does it cost to repay',
      'I plan to pay off',
      'is a special repayment allowed on',
    ],
    objects: ['my mortgage', 'the mortgage on the house', 'the home loan mortgage', 'our mortgage'],
    close: ['before the fixed rate ends', 'this year', 'without a penalty', 'with savings'],
  },
};

const blank = { intent: null, confidenceBp: null, failedCode: null, resolvedIntent: null, language: 'en' };
export const keyOf = (place: number): string => {
  const key = Buffer.alloc(16);
  // Spread over the key space, so that the order of keys says nothing about the need.
  key.writeUInt32BE(Math.imul(place + 1, 2_654_435_761) >>> 0);
  key.writeUInt32BE(place, 12);
  return key.toString('base64url');
};

/** `count` escalations, the needs in turn; `needOf` tells which need a key stands for. */
export function sampleEscalations(count: number, seed = 1, more: Partial<Escalation> = {}) {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const names = Object.keys(needs);
  const needOf = new Map<string, string>();
  const escalations = Array.from({ length: count }, (_, place): Escalation => {
    const need = names[place % names.length] ?? '';
    const { ask, objects, close } = needs[need] ?? { ask: [], objects: [], close: [] };
    const handoffKey = keyOf(place);
    needOf.set(handoffKey, need);
    const text = `${pick(ask)} ${pick(objects)} ${pick(close)} ${pick(['please', 'thanks', 'now', 'today', 'hello', ''])}`;
    return {
      ...blank,
      handoffKey,
      speaker: handoffKey,
      at: 1_700_000_000_000 + place * 60_000,
      text,
      reason: 'no_match',
      ...more,
    };
  });
  return { escalations, needOf };
}

/** Texts whose words occur nowhere else. */
export function oddEscalations(count: number, firstPlace: number): Escalation[] {
  const random = seededRandom(99);
  const letter = (letters: string) => letters[Math.floor(random() * letters.length)] ?? '';
  const word = () => Array.from({ length: 4 }, () => letter('bdgkpqvxz') + letter('aeiouy')).join('');
  return Array.from({ length: count }, (_, i): Escalation => {
    const place = firstPlace + i;
    const text = Array.from({ length: 6 }, word).join(' ');
    return {
      ...blank,
      handoffKey: keyOf(place),
      speaker: keyOf(place),
      at: 1_700_000_000_000 + place,
      text,
      reason: 'no_match',
    };
  });
}

/** The same list in another order, by a seed. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return list
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
