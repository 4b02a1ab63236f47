import type { DataOf } from '../contract/events.js';
import { knownContext } from '../episodes/known-context.js';
import { maskPersonal } from '../gaps/words/mask.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { type Claim, claimsIn, claimsOfLabel, contradicts } from './claims.js';
import { charactersOf, isCut, isSpoken } from './context-size.js';
import { type Opening, readOpening } from './opening.js';
import { type AskedField, asksFor, saysKeyword } from './phrases.js';
import type { HandoffPlace, HandoffSign } from './signs.js';
import type { TextOf } from './turn-text.js';

/** What of a conversation concerns one handoff; all in order. */
export interface HandoffView {
  place: HandoffPlace;
  before: readonly LedgerEvent[];
  /** Turns of the episode that it left, before it. */
  path: readonly LedgerEvent[];
  /** Human turns until the next handoff or its end. */
  answers: readonly LedgerEvent[];
  initiated: LedgerEvent;
  /** What was recorded about it afterwards. */
  done: readonly LedgerEvent[];
  /** Of its last resolution. */
  steps: number | null;
}

/** What the events around one handoff show. */
export function readHandoff(view: HandoffView, textOf: TextOf): HandoffSign {
  const { place, before, path, answers, steps, initiated } = view;
  const context = (initiated.event?.data as Initiated | undefined)?.context;
  const known = knownContext(before);
  const travelled = new Set(place.context_fields);
  const said = path.filter((turn) => turn.pub.role === 'customer');
  const texts = said.map(textOf).filter((text) => text !== undefined);
  return {
    handoff_key: place.handoff_key,
    known,
    lost: known?.filter((name) => !travelled.has(name)) ?? null,
    path_turns: path.length === 0 ? null : said.length,
    steps,
    keyword: texts.length === 0 ? null : texts.some(saysKeyword),
    asked_again: askedAgain(answers, () => alreadySaid(before, travelled, textOf), textOf),
    opening: openingOf(view, context, textOf),
    contradicted: isContradicted(view, textOf),
    context_chars: context === undefined ? null : charactersOf(context),
    context_cut: isCut(context, before.filter(isSpoken).map(textOf)),
    skill_match: skillMatch(view),
  };
}

type Initiated = DataOf<'handoff.initiated'>;

/** Whether any of those who took it has the skill that it asks for; null where either is not said. */
function skillMatch({ initiated, done }: HandoffView): boolean | null {
  const { skill } = initiated.pub;
  if (skill === undefined) return null;
  const taken = done.filter(({ type }) => type === 'handoff.accepted' || type === 'handoff.joined');
  const skills = taken.flatMap(
    ({ event }) => (event?.data as DataOf<'handoff.joined'> | undefined)?.skills ?? [],
  );
  return skills.length === 0 ? null : skills.includes(skill);
}

/** How the human began; null where nobody can read it. */
function openingOf(
  { before, answers }: HandoffView,
  context: Initiated['context'],
  textOf: TextOf,
): Opening | null {
  const first = answers.map(textOf).find((text) => text !== undefined);
  if (first === undefined) return null;
  const customers = before.filter((event) => event.type === 'turn.recorded' && event.pub.role === 'customer');
  return readOpening(first, { context, said: customers.flatMap((turn) => textOf(turn) ?? []) });
}

/** Most humans grant and refuse nothing: then what was said before need not be read. */
function isContradicted(view: HandoffView, textOf: TextOf): boolean | null {
  const after = claimsAfter(view, textOf);
  return after.length === 0 ? null : contradicts(claimsBefore(view, textOf), after);
}

/** What bot and humans had said or done, and what had been promised, when it was handed over. */
function claimsBefore({ before, initiated }: HandoffView, textOf: TextOf): Claim[] {
  const said = before.flatMap((event) => {
    if (event.type !== 'turn.recorded' || event.pub.role === 'customer') return [];
    const { action, failed_code } = event.pub;
    const done = failed_code === undefined ? claimsOfLabel(action, false) : [];
    return [...claimsIn(textOf(event) ?? ''), ...done];
  });
  const promised = (initiated.pub.actions ?? []).filter((action) => action.promised === true);
  return [...said, ...promised.flatMap(({ kind }) => claimsOfLabel(kind, true))];
}

/** What the human said and recorded. */
function claimsAfter({ answers, done }: HandoffView, textOf: TextOf): Claim[] {
  return [
    ...answers.flatMap((turn) => claimsIn(textOf(turn) ?? '')),
    ...done.flatMap(({ type, pub }) => {
      if (type === 'handoff.resolved') return claimsOfLabel(pub.disposition, false);
      const isDone = type === 'action.recorded' && (pub.result === 'correct' || pub.result === 'late');
      return isDone ? claimsOfLabel(pub.kind, true) : [];
    }),
  ];
}

/** Fields that a human asks for although they travelled or had been said to the bot. */
function askedAgain(
  answers: readonly LedgerEvent[],
  known: () => ReadonlySet<AskedField>,
  textOf: TextOf,
): AskedField[] | null {
  const texts = answers.map(textOf).filter((text) => text !== undefined);
  if (texts.length === 0) return null;
  const asked = [...new Set(texts.flatMap(asksFor))];
  if (asked.length === 0) return [];
  const said = known();
  return asked.filter((field) => said.has(field)).sort();
}

/** A matter takes a few words; “hello” is none. In scripts without spaces, characters stand for words. */
const tellsMatter = (text: string) => text.split(/\s+/).length >= 3 || /[^\p{ASCII}]{6,}/u.test(text);

/** What need not be asked: it travelled, or the customer said it before the handoff. */
function alreadySaid(
  before: readonly LedgerEvent[],
  travelled: ReadonlySet<string>,
  textOf: TextOf,
): ReadonlySet<AskedField> {
  const texts = before.flatMap((event) => {
    const isSaid = event.type === 'turn.recorded' && event.pub.role === 'customer';
    return (isSaid && textOf(event)) || [];
  });
  const kinds = new Set(texts.flatMap((text) => Object.keys(maskPersonal(text).counts)));
  const told: [AskedField, boolean][] = [
    ['intent', travelled.has('intent') || travelled.has('summary.situation') || texts.some(tellsMatter)],
    ['identity', travelled.has('identity')],
    ['reference', ['reference', 'iban', 'card', 'number'].some((kind) => kinds.has(kind))],
    ['email', kinds.has('email')],
    ['phone', travelled.has('phone') || kinds.has('phone')],
  ];
  return new Set(told.filter(([, isTold]) => isTold).map(([field]) => field));
}
