/** What a platform takes as the name of an intent. */
export interface NameRule {
  /** Runs of characters that it does not take; they become one `_`. */
  forbidden: RegExp;
  most: number;
  /** Only ASCII is taken, and neither `_` nor `-` at an end: accents are left out before. */
  ascii?: boolean;
  /** Names that the platform or its archive has already. */
  reserved?: readonly string[];
}

/**
 * A name for each label: the label itself where the platform takes it, else the nearest that it takes. No two are
 * the same but for case, because archives are unpacked on disks that do not tell cases apart.
 */
export function nameIntents(
  labels: readonly string[],
  { forbidden, most, ascii, reserved = [] }: NameRule,
): (label: string) => string {
  const near = (label: string): string => {
    const plain = ascii ? label.normalize('NFKD').replace(/\p{M}+/gu, '') : label;
    const clean = plain.replace(forbidden, '_');
    const bare = ascii ? clean.replace(/^[_-]+|[_-]+$/g, '') : clean.replace(/^_+|_+$/g, '');
    const text = clean === label && !ascii ? label : bare;
    return [...text].slice(0, most).join('').trim() || 'intent';
  };
  const sorted = [...new Set(labels)].sort();
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
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
    const kept = [...name].slice(0, most - suffix.length).join('');
    const tried = suffix === '' ? kept : `${kept.replace(/[_-]+$/, '')}${suffix}`;
    if (!taken.has(tried.toLowerCase())) return tried;
  }
}
