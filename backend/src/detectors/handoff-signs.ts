import { knownContext } from '../episodes/known-context.js';
import { maskPersonal } from '../gaps/mask.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
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
  /** Of its last resolution. */
  steps: number | null;
}

/** What the events around one handoff show. */
export function readHandoff(view: HandoffView, textOf: TextOf): HandoffSign {
  const { place, before, path, answers, steps } = view;
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
  };
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
