/** What a platform takes as the name of an intent. */
export interface NameRule {
  /** Runs of characters that it does not take; they become one `_`. */
  forbidden: RegExp;
  most: number;
  /** Only ASCII is taken: accents are left out before. */
  ascii?: boolean;
}

/**
 * A name for each label: the label itself where the platform takes it, else the nearest that it takes. No two are
 * the same but for case, because archives are unpacked on disks that do not tell cases apart.
 */
export function nameIntents(
  labels: readonly string[],
  { forbidden, most, ascii }: NameRule,
): (label: string) => string {
  const near = (label: string): string => {
    const plain = ascii ? label.normalize('NFKD').replace(/\p{M}+/gu, '') : label;
    const clean = plain.replace(forbidden, '_');
    const text = clean === label ? label : clean.replace(/^_+|_+$/g, '');
    return [...text].slice(0, most).join('').trim() || 'intent';
  };
  const sorted = [...new Set(labels)].sort();
  const taken = new Set<string>();
  const names = new Map<string, string>();
  // Those that may keep theirs come first: no other takes it away from them.
  for (const label of [
    ...sorted.filter((one) => near(one) === one),
    ...sorted.filter((one) => near(one) !== one),
  ]) {
    const name = free(near(label), most, taken);
    taken.add(name.toLowerCase());
    names.set(label, name);
  }
  return (label) => {
    const name = names.get(label);
    if (name === undefined) throw new RangeError(`the label ${label} was not announced`);
    return name;
  };
}

function free(name: string, most: number, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `_${count}`;
    const tried = `${[...name].slice(0, most - suffix.length).join('')}${suffix}`;
    if (!taken.has(tried.toLowerCase())) return tried;
  }
}
