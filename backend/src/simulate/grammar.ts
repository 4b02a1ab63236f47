import type { Random } from './random.js';

/** `{a|b}` is one of several, nested at will, `{a|}` may stay away; `<name>` is a slot, filled when spoken. */
type Part = string | { slot: string } | { options: Part[][] };
export type Slots = Record<string, (random: Random) => string>;

const compiled = new Map<string, Part[]>();

/** Speaks one sentence of a template. */
export function say(random: Random, template: string, slots: Slots): string {
  let parts = compiled.get(template);
  if (!parts) {
    parts = compile(template);
    compiled.set(template, parts);
  }
  return tidy(speak(random, parts, slots));
}

function speak(random: Random, parts: Part[], slots: Slots): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if ('slot' in part) {
      const fill = slots[part.slot];
      if (!fill) throw new RangeError(`no words for the slot <${part.slot}>`);
      text += fill(random);
    } else text += speak(random, random.pick(part.options), slots);
  }
  return text;
}

/** An option that stays away leaves two spaces, or one before a comma. */
const tidy = (text: string) =>
  text
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.?!])/g, '$1')
    .trim();

/** Parses a template; throws a RangeError where braces or brackets do not match. */
export function compile(template: string): Part[] {
  let position = 0;
  const sequence = (depth: number): Part[] => {
    const parts: Part[] = [];
    let text = '';
    const flush = () => {
      if (text) parts.push(text);
      text = '';
    };
    while (position < template.length) {
      const char = template[position];
      if (depth > 0 && (char === '|' || char === '}')) break;
      position++;
      if (char === '{') {
        flush();
        parts.push({ options: options(depth + 1) });
      } else if (char === '<') {
        flush();
        parts.push({ slot: slotName() });
      } else if (char === '}' || char === '>') {
        throw new RangeError(`unexpected ${char} at ${position - 1} in "${template}"`);
      } else text += char;
    }
    flush();
    return parts;
  };
  const options = (depth: number): Part[][] => {
    const list = [sequence(depth)];
    while (template[position] === '|') {
      position++;
      list.push(sequence(depth));
    }
    if (template[position] !== '}') throw new RangeError(`a brace stays open in "${template}"`);
    position++;
    return list;
  };
  const slotName = (): string => {
    const end = template.indexOf('>', position);
    if (end < 0) throw new RangeError(`a slot stays open in "${template}"`);
    const name = template.slice(position, end);
    position = end + 1;
    return name;
  };
  return sequence(0);
}

/** What hurried people type: lower case, no full stop, a letter doubled, dropped or swapped. */
export function misspell(random: Random, text: string): string {
  let typed = text;
  if (random.chance(0.35)) typed = typed.toLowerCase();
  if (random.chance(0.3)) typed = typed.replace(/[.!]$/, '');
  if (!random.chance(0.22)) return typed;
  const places = [...typed.matchAll(/\p{Script=Latin}{5,}/gu)];
  if (places.length === 0) return typed;
  const place = random.pick(places);
  const at = place.index + 1 + random.below(place[0].length - 2);
  const slip = random.below(3);
  if (slip === 0) return typed.slice(0, at) + typed.slice(at + 1);
  if (slip === 1) return typed.slice(0, at) + typed.charAt(at) + typed.slice(at);
  return typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2);
}
