const percent = /^(.*\d)\s*%$/;
const decimalComma = /^-?\d*,\d+$/;

/** A number as tables write it, also with a decimal comma or in percent; undefined: it is none. */
export function cellNumber(cell: string): number | undefined {
  const text = cell.trim();
  const [, share] = percent.exec(text) ?? [];
  if (share !== undefined) {
    const value = cellNumber(share);
    return value === undefined ? undefined : value / 100;
  }
  const value = Number(decimalComma.test(text) ? text.replace(',', '.') : text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}
