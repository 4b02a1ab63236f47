import { describe, expect, it } from 'vitest';
import { decideGapType } from '../../backend/src/gaps/describe/gap-type.js';
import { findCommunities, sharedNeighbourGraph } from '../../backend/src/gaps/engine/communities.js';
import { type Discovery, discoverGaps } from '../../backend/src/gaps/engine/discover.js';
import type { Escalation } from '../../backend/src/gaps/engine/escalation.js';
import { findNeighbours, unitRows } from '../../backend/src/gaps/engine/neighbours.js';
import { seededNormal } from '../../backend/src/gaps/engine/random.js';
import { symmetricEigen } from '../../backend/src/gaps/engine/svd.js';
import { fingerprint, leadUtterance, tokenise } from '../../backend/src/gaps/words/text.js';
import { keyOf, oddEscalations, sampleEscalations, shuffled } from '../support/sample-escalations.js';

const { escalations, needOf } = sampleEscalations(240);
const found = discoverGaps(escalations);

/** Share of the members of each gap that have its most common need. */
function purity(discovery: Discovery, needs: ReadonlyMap<string, string>): number {
  let agreeing = 0;
  let all = 0;
  for (const { members } of discovery.gaps) {
    const counts = new Map<string, number>();
    for (const { handoffKey } of members) {
      const need = needs.get(handoffKey) ?? '';
      counts.set(need, (counts.get(need) ?? 0) + 1);
    }
    agreeing += Math.max(...counts.values());
    all += members.length;
  }
  return agreeing / all;
}

describe('discovery of gaps', () => {
  it('a gap is named by what several people said, never by the words of one', () => {
    const { escalations } = sampleEscalations(80);
    const marked = escalations.map((one, i) =>
      i % 4 === 0 ? { ...one, text: `${one.text} zorblax zorblax`, speaker: 'the same' } : one,
    );
    const terms = discoverGaps(marked).gaps.flatMap((gap) => [gap.name, ...gap.terms]);
    expect(terms.length).toBeGreaterThan(4);
    expect(terms.join(' ').toLowerCase()).not.toContain('zorblax');
  });

  it('puts escalations with one need together, without being told how many needs there are', () => {
    expect(purity(found, needOf)).toBeGreaterThan(0.95);
    expect(found.gaps.length).toBeGreaterThanOrEqual(4);
    expect(found.gaps.length).toBeLessThanOrEqual(16);
    expect(found.noise).toBeLessThan(24);
  });

  it('gives the same gaps for the same escalations, in whatever order they come', () => {
    for (const seed of [1, 2, 3]) expect(discoverGaps(shuffled(escalations, seed))).toEqual(found);
  });

  it('leaves out what is like nothing else', () => {
    const odd = oddEscalations(20, 1000);
    const { gaps } = discoverGaps([...escalations, ...odd]);
    const inGaps = new Set(gaps.flatMap((gap) => gap.members.map((member) => member.handoffKey)));
    expect(odd.filter(({ handoffKey }) => inGaps.has(handoffKey))).toEqual([]);
  });

  it('counts escalations once: in a gap, as noise, or without words', () => {
    const silent: Escalation[] = escalations
      .slice(0, 7)
      .map((one, i) => ({ ...one, handoffKey: keyOf(2000 + i), text: null }));
    const { gaps, noise, withoutText } = discoverGaps([...escalations, ...silent]);
    const keys = gaps.flatMap((gap) => gap.members.map((member) => member.handoffKey));
    expect(new Set(keys).size).toBe(keys.length);
    expect(withoutText).toBe(7);
    expect(keys.length + noise + withoutText).toBe(escalations.length + 7);
  });

  it('names a gap by the words that set it apart', () => {
    const named = (need: string) =>
      found.gaps
        .filter((gap) => needOf.get(gap.members[0]?.handoffKey ?? '') === need)
        .flatMap((gap) => gap.terms);
    expect(named('address').join(' ')).toMatch(/address/);
    expect(named('router').join(' ')).toMatch(/router|wifi/);
    expect(named('mortgage').join(' ')).toMatch(/mortgage/);
  });

  it('keeps policy, preference and capacity apart from what the bot could not do', () => {
    const reasons = ['no_match', 'policy_rule', 'customer_request', 'capacity'];
    const mixed = escalations.map((one, i) => ({ ...one, reason: reasons[Math.floor(i / 4) % 4] ?? null }));
    const reasonOf = new Map(mixed.map((one) => [one.handoffKey, one.reason]));
    const { gaps } = discoverGaps(mixed);
    for (const gap of gaps)
      expect(new Set(gap.members.map(({ handoffKey }) => reasonOf.get(handoffKey))).size).toBe(1);
    expect(new Set(gaps.map((gap) => gap.type))).toEqual(
      new Set(['intent_unknown', 'policy', 'customer_preference', 'capacity']),
    );
  });

  it('sees one gap in two languages when humans resolved both alike', () => {
    const german = ['Adresse ändern bitte', 'meine neue Anschrift eintragen', 'Umzug, Adresse ist falsch'];
    const inGerman = Array.from(
      { length: 30 },
      (_, i): Escalation => ({
        ...(escalations[0] as Escalation),
        handoffKey: keyOf(3000 + i),
        language: 'de',
        text: `${german[i % 3]} ${['danke', 'seit Montag', 'im Profil', 'für Briefe', 'schnell'][i % 5]}`,
        intent: 'profile',
        resolvedIntent: 'update_address',
      }),
    );
    const resolved = escalations.map((one) =>
      needOf.get(one.handoffKey) === 'address'
        ? { ...one, intent: 'profile', resolvedIntent: 'update_address' }
        : one,
    );
    const { gaps } = discoverGaps([...resolved, ...inGerman]);
    const languages = (keys: string[]) => new Set(keys.map((key) => (needOf.has(key) ? 'en' : 'de')));
    const both = gaps.filter((gap) => languages(gap.members.map((member) => member.handoffKey)).size === 2);
    expect(both).toHaveLength(1);
  });

  it.each([0, 1, 2, 4, 5, 6])('copes with %i escalations', (count) => {
    const { gaps, noise } = discoverGaps(sampleEscalations(count).escalations);
    expect(gaps.flatMap((gap) => gap.members).length + noise).toBe(count);
  });

  it('copes with escalations that all say the same', () => {
    const same = escalations.slice(0, 30).map((one) => ({ ...one, text: 'my card does not work' }));
    expect(discoverGaps(same).gaps.flatMap((gap) => gap.members).length).toBeOneOf([0, 30]);
  });
});

describe('what discovery is made of', () => {
  it('splits scripts without spaces into words', () => {
    expect(tokenise('預けた荷物が届いていません').length).toBeGreaterThan(3);
    expect(tokenise("don't touch 42 things")).toEqual(["don't", 'touch', '#', 'things']);
  });

  it('takes texts for the same that differ in case, punctuation and masked values only', () => {
    expect(fingerprint('Card <card> was STOLEN!')).toBe(fingerprint('card was stolen'));
  });

  it('takes the first turn that says something for the need', () => {
    expect(leadUtterance('hello\nI lost my card yesterday\nagent please now')).toBe(
      'I lost my card yesterday',
    );
    expect(leadUtterance('hello\nagent please')).toBe('agent please');
  });

  it('finds the exact nearest neighbours', () => {
    const normal = seededNormal(5);
    const [rows, columns, k] = [150, 7, 6];
    const units = unitRows({ rows, columns, values: Float64Array.from({ length: rows * columns }, normal) });
    const near = findNeighbours(units, columns, k);
    for (let i = 0; i < rows; i++) {
      const similarities = Array.from({ length: rows }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < columns; c++)
          sum += (units[i * columns + c] ?? 0) * (units[j * columns + c] ?? 0);
        return { j, sum };
      });
      const best = similarities.filter(({ j }) => j !== i).sort((a, b) => b.sum - a.sum);
      expect([...near.ids.subarray(i * k, (i + 1) * k)]).toEqual(best.slice(0, k).map(({ j }) => j));
    }
  });

  it('gives eigenvalues and eigenvectors that make the matrix again', () => {
    const values = Float64Array.from([4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2]);
    const { values: lambda, vectors } = symmetricEigen({ rows: 3, columns: 3, values });
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++)
          sum += (lambda[k] ?? 0) * (vectors.values[i * 3 + k] ?? 0) * (vectors.values[j * 3 + k] ?? 0);
        expect(sum).toBeCloseTo(values[i * 3 + j] ?? 0, 10);
      }
    }
  });

  it('finds communities that nothing joins', () => {
    const ids = Int32Array.from([1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4]);
    const graph = sharedNeighbourGraph({ rows: 6, k: 2, ids, similarities: new Float32Array(12).fill(1) });
    expect([...findCommunities(graph)]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('types a gap by what holds for half of it', () => {
    const [one] = escalations as [Escalation];
    const type = (more: Partial<Escalation>) =>
      decideGapType(
        'capability',
        Array.from({ length: 6 }, () => ({ ...one, ...more })),
      ).type;
    expect(type({ reason: 'action_failed', failedCode: 'E42' })).toBe('action_failed');
    expect(type({ intent: 'a', resolvedIntent: 'b' })).toBe('intent_confused');
    expect(type({ reason: 'no_match' })).toBe('intent_unknown');
    expect(type({ reason: 'out_of_scope', intent: 'a' })).toBe('knowledge_missing');
    expect(type({ reason: 'low_confidence', intent: 'a' })).toBe('low_confidence');
    expect(type({ reason: null })).toBe('other');
    expect(decideGapType('capacity', [one]).type).toBe('capacity');
  });
});
