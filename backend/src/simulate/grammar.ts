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
  return new TemplateReader(template).sequence(0);
}

class TemplateReader {
  private position = 0;

  constructor(private readonly template: string) {}

  /** Up to the end of the option it stands in. */
  sequence(depth: number): Part[] {
    const parts: Part[] = [];
    while (this.position < this.template.length) {
      const char = this.template.charAt(this.position);
      if (depth > 0 && (char === '|' || char === '}')) break;
      parts.push(this.part(char, depth));
    }
    return parts;
  }

  private part(char: string, depth: number): Part {
    if (char === '}' || char === '>') throw this.wrong(`unexpected ${char} at ${this.position}`);
    if (char === '{') return { options: this.options(depth + 1) };
    if (char === '<') return { slot: this.slot() };
    const [text = char] = /^[^{}<>|]+|^\|/.exec(this.template.slice(this.position)) ?? [];
    this.position += text.length;
    return text;
  }

  private options(depth: number): Part[][] {
    const list: Part[][] = [];
    do {
      this.position++;
      list.push(this.sequence(depth));
    } while (this.template[this.position] === '|');
    if (this.template[this.position] !== '}') throw this.wrong('a brace stays open');
    this.position++;
    return list;
  }

  private slot(): string {
    const end = this.template.indexOf('>', this.position);
    if (end < 0) throw this.wrong('a slot stays open');
    const name = this.template.slice(this.position + 1, end);
    this.position = end + 1;
    return name;
  }

  private wrong(what: string): RangeError {
    return new RangeError(`${what} in "${this.template}"`);
  }
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
