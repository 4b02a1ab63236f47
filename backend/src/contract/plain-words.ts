import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  nan: 'not a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};
const kindNamed = (name: string): string => kinds[name] ?? name;
const kindOf = (input: unknown): string =>
  kindNamed(input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input);

const formats: Readonly<Record<string, string>> = {
  datetime: 'must be a time with its zone, like 2026-01-31T09:00:00Z',
  date: 'must be a day, like 2026-01-31',
  email: 'must be a mail address',
  url: 'must be an address, like https://example.com/path',
  uuid: 'must be a UUID',
};

const choices = (values: readonly unknown[]): string => {
  const told = values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value)));
  return told.length === 1 ? `must be ${told[0]}` : `must be one of ${told.join(', ')}`;
};

function ofType({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string {
  if (input === undefined || expected === 'nonoptional') return 'is missing';
  return `must be ${kindNamed(expected)}, not ${kindOf(input)}`;
}

const sizes: Readonly<Record<string, string>> = { string: ' characters', array: ' items', set: ' items' };

function ofSize(origin: string, limit: number | bigint, bound: string): string {
  const isNumber = !Object.hasOwn(sizes, origin);
  if (!isNumber && limit === 1 && bound === 'at least') return 'must not be empty';
  return `must ${isNumber ? 'be' : 'have'} ${bound} ${limit}${sizes[origin] ?? ''}`;
}

/** Of a value that may have one of several forms: what all forms but the value agree in. */
function ofUnion(errors: readonly (readonly z.core.$ZodIssue[])[], input: unknown): string {
  const firsts = errors.map(([first]) => first);
  const expected = firsts.flatMap((issue) =>
    issue?.code === 'invalid_type' && issue.path.length === 0 ? [kindNamed(issue.expected)] : [],
  );
  if (expected.length > 0 && expected.length === errors.length) {
    return `must be ${[...new Set(expected)].join(' or ')}, not ${kindOf(input)}`;
  }
  return 'has none of the forms that it may have';
}

/**
 * What is wrong with a value, for whoever sent it: plain words, never the value itself, which may be somebody's.
 * Undefined where the schema's own message says more.
 */
function wordsOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return ofType(issue);
    case 'invalid_value':
      return `${issue.input === undefined ? 'is missing: ' : ''}${choices(issue.values)}`;
    case 'too_small':
      return ofSize(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return ofSize(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return formats[issue.format];
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.join(', ')}`;
    case 'invalid_key':
      return 'this name is not allowed';
    case 'invalid_union':
      return ofUnion(issue.errors, issue.input);
    default:
      return undefined;
  }
}

/** Every schema of the product speaks so: events, imports, deliveries, requests, settings. */
z.config({ customError: wordsOf });
