import type { DataOf } from '../contract/events.js';
import { finder, type Lists, tidy } from './phrase-finder.js';
import { asksFor } from './phrases.js';

/**
 * How a human begins: with what travelled or was said before (`informed`), by asking what it is about (`generic`), or with
 * neither, such as a bare greeting (`other`).
 */
export const openings = ['informed', 'generic', 'other'] as const;
export type Opening = (typeof openings)[number];

/** A human offers help as to somebody who has said nothing yet. */
const offers: Lists = {
  en: ['how can i help', 'how may i help', 'how can i assist', 'how may i assist', 'what can i do for you'],
  de: [
    'wie kann ich helfen',
    'wie kann ich ihnen helfen',
    'was kann ich für sie tun',
    'womit kann ich helfen',
  ],
  es: ['en qué puedo ayudar', 'en qué puedo ayudarle', 'en qué le puedo ayudar', 'cómo puedo ayudar'],
  pt: ['como posso ajudar', 'em que posso ajudar', 'como posso ajudá-lo'],
  fr: ['comment puis-je vous aider', 'en quoi puis-je vous aider', 'que puis-je faire pour vous'],
  it: ['come posso aiutar', 'come posso aiutarla', 'in cosa posso aiutarla'],
  nl: ['hoe kan ik helpen', 'hoe kan ik u helpen', 'waarmee kan ik helpen', 'wat kan ik voor u doen'],
  ja: ['いかがいたしましたか', 'どのようなご用件', 'ご用件をお聞かせ', 'お困りでしょうか'],
};

/** A human says that what came before is there. */
const hasRead: Lists = {
  en: [
    'read the notes',
    'read your notes',
    'read the conversation',
    'read your conversation',
    'your case in front of me',
    'have your case',
    'i can see that you',
    'i see that you',
    'i see that your',
    'i see what you',
    'i understand that you',
    'i understand you',
  ],
  de: ['notizen gelesen', 'ihr fall liegt', 'verlauf gelesen', 'ich sehe, dass', 'ihr anliegen liegt'],
  es: ['leí las notas', 'he leído', 'tengo su caso', 'veo que'],
  pt: ['li as notas', 'li a conversa', 'seu caso está', 'vejo que'],
  fr: ['lu les notes', 'lu la conversation', 'votre dossier sous les yeux', 'je vois que'],
  it: ['letto le note', 'letto la conversazione', 'ho qui il suo caso', 'vedo che'],
  nl: ['notities gelezen', 'gesprek gelezen', 'uw zaak voor me', 'ik zie dat'],
  ja: ['確認済み', '拝見して', '拝見しました', '承知しております', '伺っております'],
};

const offersHelp = finder(offers);
const saysRead = finder(hasRead);

type Context = DataOf<'handoff.initiated'>['context'];

/** What the human could have begun with. */
export interface Before {
  context: Context;
  /** The customer's own words, up to the handoff. */
  said: readonly string[];
}

/** Shorter words tell little about a matter. */
const tellingLength = 5;
/** One word in common may be chance; names and numbers are not. */
const leastShared = 2;

/**
 * The first words of a human after a handoff. A name, a number or the intent that travelled is a reference; so is saying
 * that one has read it, or two telling words of the summary or of the customer. Who asks what it is about has not begun
 * with it, whatever else the sentence shares.
 */
export function readOpening(text: string, { context, said }: Before): Opening {
  const words = tidy(text);
  if (saysRead(text) || namesOf(context).some((name) => mentions(words, name))) return 'informed';
  if (offersHelp(text) || asksFor(text).includes('intent')) return 'generic';
  const own = new Set(tellingWords([words]));
  const known = new Set(tellingWords([...Object.values(context?.summary ?? {}), ...said].map(String)));
  return [...own].filter((word) => known.has(word)).length >= leastShared ? 'informed' : 'other';
}

/** Scripts that put a name next to any word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The intent’s own words, and values of what is known of the customer. */
function namesOf(context: Context): string[] {
  const intent = (context?.intent ?? '').split(/[\s._:/-]+/);
  const entities = Object.values(context?.entities ?? {}).filter(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return [...intent, ...entities.map(String)]
    .map(tidy)
    .filter((name) => name.length >= (unspaced.test(name) ? 2 : 4));
}

function mentions(words: string, name: string): boolean {
  const at = words.indexOf(name);
  if (at < 0) return false;
  const isLetter = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  if (unspaced.test(name)) return true;
  return !isLetter(words[at - 1]) && (!isLetter(words[at + name.length]) || words[at + name.length] === 's');
}

const tellingWords = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => tidy(text).match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length >= tellingLength);
