import { count } from '../../lib/format';
import { isGlance, type ReviewItem } from './review-words';

interface Acts {
  accept: () => void;
  relabel: () => void;
  reject: () => void;
  split: () => void;
  skip: () => void;
}

/** The answers that an item has, each by one key; the one that is likely to be right stands out. */
export function actsOf(item: ReviewItem, chosen: number, acts: Acts) {
  const { kind, members, label } = item;
  const isUnnamed = item.labelFrom === 'terms';
  const isMany = members.length > 1;
  const which =
    chosen > 0 && isMany ? `the ${count(chosen)} chosen` : isMany ? `all ${count(members.length)}` : '';
  const named = (verb: string) => `${verb} ${which}`.trim();
  return [
    {
      key: 'a',
      label: kind === 'suspect' ? `Keep ${label}` : named('Accept'),
      act: acts.accept,
      // What is to be chosen from is not invited to be taken whole, nor a label that nobody has given.
      isMain: !isUnnamed && (!isGlance(item) || chosen > 0),
    },
    { key: 'l', label: `${named('Relabel')} …`, act: acts.relabel, isMain: isUnnamed },
    { key: 'r', label: named('Reject'), act: acts.reject },
    ...(isMany && !isGlance(item)
      ? [{ key: 's', label: 'Split out …', act: acts.split, off: chosen === 0 }]
      : []),
    { key: 'n', label: 'Skip', act: acts.skip },
  ].map((act) => ({ off: false, isMain: false, ...act }));
}
