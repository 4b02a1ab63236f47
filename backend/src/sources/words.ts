import { Refusal } from './source.js';

const plain = /^[\x21-\x7e](?:[\x20-\x7e]{0,118}[\x21-\x7e])?$/;

/** A label of the contract (an intent, a queue, a bot): no control characters, 120 characters at most. */
export function labelOf(text: string | undefined): string | undefined {
  if (text === undefined || plain.test(text)) return text;
  const clean = text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // A pair of surrogates must not be cut in two.
  return clean === '' ? undefined : clean.slice(0, 120).replace(/[\uD800-\uDBFF]$/, '');
}

/** Identifiers are never cut: two might become one. */
export function identifierOf(text: string | undefined, pointer = ''): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length > 200) throw new Refusal('an id must not be longer than 200 characters', pointer);
  return text.toWellFormed();
}

const longest = 200_000;
/** What people said; never cut in silence. */
export function proseOf(text: string | undefined, pointer = ''): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : wordsIn(text, pointer);
}

/** The same, kept to the last blank. */
export function wordsIn(text: string, pointer = ''): string {
  if (text.length > longest) throw new Refusal(`longer than ${longest} characters`, pointer);
  // What no database keeps is marked, so that the rest of the words is not lost with it.
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of an HTML body, as Intercom and Zendesk keep them. */
export function plainText(html: string | undefined): string | undefined {
  if (html === undefined || !/[<&]/.test(html)) return html;
  const text = html
    .replace(/<br\s*\/?>|<\/(p|div|li|h\d|tr)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (all, entity: string) => characterOf(entity) ?? all)
    .trim();
  return text === '' ? undefined : text;
}

function characterOf(entity: string): string | undefined {
  if (!entity.startsWith('#')) return named[entity.toLowerCase()];
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** A share from 0 to 1, also where a vendor counts in percent; anything else is no confidence. */
export function shareOf(value: number | undefined): number | undefined {
  if (value === undefined || value < 0 || value > 100) return undefined;
  return value > 1 ? value / 100 : value;
}
