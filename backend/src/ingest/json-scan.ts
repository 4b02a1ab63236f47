import { limits } from '../contract/events.js';
import { pointerTo } from '../contract/json-pointer.js';
import { flawOfText } from '../contract/kept-text.js';

/** What keeps a JSON text from being kept exactly as it was sent, and where. */
export interface Flaw {
  /** `unreadable`: the text is ambiguous or hostile. `lossy`: a value would be kept as another one. */
  kind: 'unreadable' | 'lossy';
  reason: string;
  /** JSON pointer (RFC 6901). */
  pointer: string;
}

interface Frame {
  isObject: boolean;
  /** Key that is being read; index in an array. */
  key: string;
  index: number;
  keys: Set<string> | undefined;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Finds what JSON.parse passes over in silence: duplicate keys, deep nesting, numbers that are rounded, NUL and
 * lone surrogates in strings, `__proto__`. One pass over text that JSON.parse has accepted.
 */
export function findFlaw(text: string, depth: number = limits.depth): Flaw | undefined {
  const stack: Frame[] = [];
  const hasEscapes = text.includes('\\u');
  let expectsKey = false;
  let at = 0;
  const flaw = (kind: Flaw['kind'], reason: string): Flaw => ({ kind, reason, pointer: pointerOf(stack) });
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      const frame = stack.at(-1);
      if (expectsKey && frame) {
        const key = readString(text, at, end);
        frame.key = key;
        frame.keys ??= new Set();
        if (frame.keys.has(key)) return flaw('unreadable', 'the key stands twice in its object');
        frame.keys.add(key);
        if (key === '__proto__') return flaw('unreadable', 'this key is not allowed');
        expectsKey = false;
      }
      const problem = hasEscapes && flawOfString(text, at, end);
      if (problem) return flaw('lossy', problem);
      at = end + 1;
      continue;
    }
    if (code === 0x7b || code === 0x5b) {
      const isObject = code === 0x7b;
      stack.push({ isObject, key: '', index: 0, keys: undefined });
      if (stack.length > depth) {
        return { kind: 'unreadable', reason: `nested deeper than ${depth} levels`, pointer: '' };
      }
      expectsKey = isObject;
    } else if (code === 0x7d || code === 0x5d) {
      stack.pop();
      expectsKey = false;
    } else if (code === 0x2c) {
      const frame = stack.at(-1);
      if (frame && !frame.isObject) frame.index += 1;
      expectsKey = frame?.isObject ?? false;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfNumber(text, at);
      const problem = flawOfNumber(text.slice(at, end));
      if (problem) return flaw('lossy', problem);
      at = end;
      continue;
    }
    at += 1;
  }
  return undefined;
}

/** Where a string's closing quote stands; -1 when there is none. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** An odd run of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let run = 0;
  while (text.charCodeAt(at - 1 - run) === backslash) run += 1;
  return run % 2 === 1;
}

function readString(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end);
  return inner.includes('\\') ? (JSON.parse(text.slice(start, end + 1)) as string) : inner;
}

/** Only an escape can hide NUL or half a surrogate pair: raw ones do not survive decoding and parsing. */
function flawOfString(text: string, start: number, end: number): string | undefined {
  if (!text.slice(start, end).includes('\\u')) return undefined;
  return flawOfText(readString(text, start, end));
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && '0123456789+-.eE'.includes(text[end] ?? ' ')) end += 1;
  return end;
}

const plainNumber = /^-?(?:0|[1-9][0-9]{0,14})$/;

function flawOfNumber(token: string): string | undefined {
  if (token === '-0') return 'the number -0 would be kept as 0';
  if (plainNumber.test(token)) return undefined;
  const value = Number(token);
  if (!Number.isFinite(value)) return `the number ${shorten(token)} is too large`;
  if (decimalOf(token) === decimalOf(String(value)) && !Object.is(value, -0)) return undefined;
  return `the number ${shorten(token)} would be kept as ${value}`;
}

const shorten = (token: string) => (token.length > 40 ? `${token.slice(0, 40)}…` : token);

/** The decimal value in one spelling: sign, significant digits, exponent of the last. */
function decimalOf(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (!match) return token;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function pointerOf(stack: readonly Frame[]): string {
  return pointerTo(stack.map((frame) => (frame.isObject ? frame.key : frame.index)));
}
