import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { shuffled } from '../support/sample-escalations.js';
import type { Labelled } from './labelled-data.js';

export interface Customer {
  id: string;
  month: number;
  /** What they say. */
  text: string;
  /** What they need. Nobody but the reviewer is told. */
  need: string;
  /** What the human who helped notes as the intent; null when nothing is noted. */
  noted: string | null;
}

export interface Year {
  /** The customers of a time before there was a bot: some for each need that the bot begins with. */
  before: Customer[];
  months: Customer[][];
  needs: string[];
  /** Needs that the bot begins with. */
  known: string[];
  /** Customers for whom another need was drawn, because nobody is left who says theirs in new words. */
  drawnAgain: number;
}

export interface YearPlan {
  months: number;
  perMonth: number;
  known: number;
  /** Per known need, before the year. */
  before: number;
  /** Of escalations, how many get a note of the intent, and how many of these notes are wrong. */
  notes: { share: number; wrong: number };
  seed: number;
}

/** Customers with real words and known needs, each of whom says something that nobody said before. */
export function drawYear(rows: readonly Labelled[], plan: YearPlan): Year {
  const random = seededRandom(plan.seed);
  const said = new Map<string, string[]>();
  for (const { text, label } of shuffled(distinct(rows), plan.seed + 1)) {
    const own = said.get(label);
    if (own) own.push(text);
    else said.set(label, [text]);
  }
  const needs = [...said.keys()].sort();
  const known = shuffled(needs, plan.seed + 2).slice(0, plan.known);
  const alike = alikeNeeds(said);
  const customerOf = (need: string, month: number, id: string): Customer => ({
    id,
    month,
    need,
    text: said.get(need)?.pop() ?? '',
    noted: noteOf(need, alike.get(need) ?? [], plan.notes, random),
  });
  const before = known.flatMap((need, n) =>
    Array.from({ length: plan.before }, (_, i) => ({
      ...customerOf(need, 0, `before-${n}-${i}`),
      noted: null,
    })),
  );
  let drawnAgain = 0;
  const draw = (): string => {
    for (;;) {
      const need = needs[Math.floor(random() * needs.length)] as string;
      if ((said.get(need)?.length ?? 0) > 0) return need;
      drawnAgain += 1;
    }
  };
  const months = Array.from({ length: plan.months }, (_, m) =>
    Array.from({ length: plan.perMonth }, (_, i) => customerOf(draw(), m + 1, `m${m + 1}-${i}`)),
  );
  return { before: shuffled(before, plan.seed + 3), months, needs, known, drawnAgain };
}

/** Each text once; the data have a few under two needs, which nobody could tell apart. */
function distinct(rows: readonly Labelled[]): Labelled[] {
  const needs = new Map<string, Set<string>>();
  const key = ({ text }: Labelled) => text.trim().toLowerCase();
  for (const row of rows) needs.set(key(row), (needs.get(key(row)) ?? new Set()).add(row.label));
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (seen.has(key(row)) || (needs.get(key(row))?.size ?? 0) > 1) return false;
    seen.add(key(row));
    return true;
  });
}

function noteOf(
  need: string,
  alike: readonly string[],
  { share, wrong }: YearPlan['notes'],
  random: () => number,
): string | null {
  const [isNoted, isWrong, which] = [random() < share, random() < wrong, random()];
  if (!isNoted) return null;
  return isWrong ? (alike[Math.floor(which * alike.length)] ?? need) : need;
}

/** A wrong note is no accident: it is one of the needs whose customers speak most like this one's. */
const alikeCount = 3;

function alikeNeeds(said: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const words = new Map([...said].map(([need, texts]) => [need, shareOfTexts(texts)]));
  const common = new Map<string, number>();
  for (const own of words.values())
    for (const word of own.keys()) common.set(word, (common.get(word) ?? 0) + 1);
  const likeness = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) =>
    [...a].reduce(
      (sum, [word, share]) =>
        sum + share * (b.get(word) ?? 0) * Math.log(words.size / (common.get(word) as number)) ** 2,
      0,
    );
  const length = new Map([...words].map(([need, own]) => [need, Math.sqrt(likeness(own, own))]));
  return new Map(
    [...words].map(([need, own]) => [
      need,
      [...words]
        .filter(([other]) => other !== need)
        .map(([other, theirs]) => ({ other, value: likeness(own, theirs) / (length.get(other) as number) }))
        .sort((a, b) => b.value - a.value)
        .slice(0, alikeCount)
        .map(({ other }) => other),
    ]),
  );
}

/** Of a need's texts, how many hold each word. */
function shareOfTexts(texts: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.toLowerCase().match(/[\p{L}']+/gu) ?? []))
      shares.set(word, (shares.get(word) ?? 0) + 1 / texts.length);
  return shares;
}
