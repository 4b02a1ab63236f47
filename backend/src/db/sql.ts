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

function literalOf(value: unknown): string {
  if (value instanceof Date) return `'${value.toISOString()}'::timestamptz`;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new Error('only times and numbers can stand in a statement that takes no values');
}

/** The statement with its values written out, for COPY, which takes none. */
function literal({ text, values }: Sql): Sql {
  return raw(text.replace(/\$(\d+)/g, (_, place: string) => literalOf(values[Number(place) - 1])));
}

export const sql = Object.assign(tag, { raw, ident, join, literal, empty: raw('') });
