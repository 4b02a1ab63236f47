import { endOfString } from './json-scan.js';

/** The texts of a JSON array's items, without parsing them. Throws SyntaxError when it is no array. */
export function* splitArray(text: string): Generator<string> {
  let at = skipSpace(text, 0);
  if (text[at] !== '[') throw new SyntaxError('a batch must be a JSON array');
  at = skipSpace(text, at + 1);
  if (text[at] === ']') return expectEnd(text, at + 1);
  for (;;) {
    const end = endOfValue(text, at);
    yield text.slice(at, end);
    at = skipSpace(text, end);
    if (text[at] === ']') return expectEnd(text, at + 1);
    if (text[at] !== ',') throw new SyntaxError(`expected , or ] at character ${at}`);
    at = skipSpace(text, at + 1);
  }
}

function expectEnd(text: string, at: number): void {
  if (skipSpace(text, at) < text.length) throw new SyntaxError(`unexpected text at character ${at}`);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
  return at;
}

/** Where the value that begins here ends: brackets are counted, strings are stepped over. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        if (at < 0) throw new SyntaxError('the text ends within a string');
        break;
      case '[':
      case '{':
        depth += 1;
        break;
      case ',':
        if (depth === 0) return at;
        break;
      case ']':
      case '}':
        if (depth === 0) return at;
        depth -= 1;
        if (depth === 0) return at + 1;
    }
  }
  throw new SyntaxError('the text ends within a value');
}
