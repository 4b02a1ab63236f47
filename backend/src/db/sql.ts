/** A statement with its bound values. Text comes from source code and declarations only, values never enter it. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Pieces between which values are bound: `strings.length === values.length + 1`. */
class Fragment implements Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  get text(): string {
    return this.strings.reduce((text, piece, i) => (i === 0 ? piece : `${text}$${i}${piece}`), '');
  }
}

const identifierPattern = /^[a-z_][a-z0-9_.]*$/;

function splice(strings: readonly string[], parts: readonly unknown[]): Fragment {
  const texts: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  const append = (text: string) => {
    texts[texts.length - 1] += text;
  };
  parts.forEach((part, i) => {
    if (part instanceof Fragment) {
      append(part.strings[0] ?? '');
      part.values.forEach((value, j) => {
        values.push(value);
        texts.push(part.strings[j + 1] ?? '');
      });
    } else {
      values.push(part);
      texts.push('');
    }
    append(strings[i + 1] ?? '');
  });
  return new Fragment(texts, values);
}

/** `` sql`select a from t where b = ${value} ${sql`and c`}` ``: values are bound, fragments are spliced in. */
function tag(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  return splice(strings, parts);
}

/** Text that comes from a declaration in the source code, never from a caller. */
function raw(text: string): Sql {
  return new Fragment([text], []);
}

/** A table or column name. */
function ident(name: string): Sql {
  if (!identifierPattern.test(name)) throw new Error(`not an identifier: ${JSON.stringify(name)}`);
  return raw(name);
}

function join(list: readonly Sql[], separator: string | Sql = ', '): Sql {
  if (list.length === 0) return raw('');
  if (typeof separator !== 'string') return join(list, separator.text);
  return splice(['', ...list.slice(1).map(() => separator), ''], list);
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function literalOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `timestamptz ${quoted(value.toISOString())}`;
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `array[${value.map(literalOf).join(', ')}]`;
  throw new Error('a value that cannot be written down');
}

const written = ({ text, values }: Sql): string =>
  text.replace(/\$(\d+)/g, (_, place: string) => literalOf(values[Number(place) - 1]));

/** The statement with its times and numbers written out, for COPY, which takes no values. */
function literal(statement: Sql): Sql {
  if (statement.values.some((value) => !(value instanceof Date) && typeof value !== 'number'))
    throw new Error('only times and numbers can stand in a statement that takes no values');
  return raw(written(statement));
}

export const sql = Object.assign(tag, { raw, ident, join, literal, empty: raw('') });

/** A statement as a person may paste it: with its values in it. For showing only; what is run binds them. */
export const inlined = (statement: Sql): string =>
  written(statement)
    .replaceAll(/[ \t]+\n/g, '\n')
    .trim();
