import { customerOf } from '../sources/customer.js';

/** Texts of a record that are looked at, at most, and how long a name may be. */
const most = 300;
const longest = 200;

/**
 * What in a record that nobody understood may name a customer or conversation: every short text and number, and the
 * forms in which sources write addresses and telephone numbers. JSON within a text is looked into.
 */
export function possibleNames(value: unknown): string[] {
  const names = new Set<string>();
  for (const text of shortTexts(value)) {
    names.add(text);
    const known = [customerOf({ mail: text }), customerOf({ phone: text })];
    for (const customer of known) if (customer) names.add(customer.id);
  }
  return [...names];
}

function shortTexts(value: unknown): Set<string> {
  const found = new Set<string>();
  const open: unknown[] = [value];
  while (open.length > 0 && found.size < most) {
    const next = open.pop();
    if (typeof next === 'number') found.add(String(next));
    else if (typeof next === 'string') {
      if (/^\s*[[{]/.test(next)) open.push(parsed(next));
      else if (next.trim() !== '' && next.length <= longest) found.add(next);
    } else if (typeof next === 'object' && next !== null) open.push(...Object.values(next).slice(0, 1000));
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
