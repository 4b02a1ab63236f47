import { type Ability, abilities, thresholds } from '../contract/detectors.js';

/** What depends on there being handoffs: without enough of them nobody can tell. */
const ofHandoffs: readonly Ability[] = [
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

/** What a source never sent though it had the occasion; null when there were too few rows to say. */
export function lacksOf({ conversations, handoffs, has }: SourceRows): Ability[] | null {
  const least = thresholds.least_rows.value;
  if (conversations < least) return null;
  return (Object.keys(abilities) as Ability[]).filter(
    (name) => !has[name] && (handoffs >= least || !ofHandoffs.includes(name)),
  );
}
