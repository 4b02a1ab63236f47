import { type Ability, abilities, thresholds } from '../contract/detectors.js';

/** What depends on there being handoffs: without enough of them nobody can tell. */
const ofHandoffs: readonly Ability[] = [
  'context',
  'acknowledgements',
  'human_turns',
  'actions',
  'resolutions',
  'repeats',
  'sentiment',
  'fallbacks',
];

interface SourceRows {
  conversations: number;
  handoffs: number;
  has: Readonly<Record<Ability, boolean>>;
}

/**
 * What a source never sent though it had the occasion; null when there were too few rows to say: fewer than `least`
 * conversations, or all there is of them and too few handoffs to say what these lack.
 */
export function lacksOf(
  { conversations, handoffs, has }: SourceRows,
  least: number = thresholds.least_rows.value,
): Ability[] | null {
  if (conversations < least) return null;
  const lacks = (Object.keys(abilities) as Ability[]).filter(
    (name) => !has[name] && (handoffs >= least || !ofHandoffs.includes(name)),
  );
  return lacks.length === 0 && handoffs < least ? null : lacks;
}
