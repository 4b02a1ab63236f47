import { Random } from '../../../backend/src/simulate/random.js';

export interface Kill {
  what: 'service' | 'database' | 'both';
  /** After the first acknowledgement since the last start. */
  afterMs: number;
}

/** Who is killed when: a function of the seed. */
export function planKills(seed: number, services: number, databases: number): Kill[] {
  const random = Random.of(seed, 'kills');
  const total = services + databases;
  const chosen = new Set<number>();
  while (chosen.size < databases) chosen.add(random.below(total));
  return Array.from({ length: total }, (_, i) => {
    // Most come while events are being written; some late enough to meet the sequencer and what follows it.
    const afterMs = Math.round(random.chance(0.7) ? random.between(20, 140) : random.between(150, 450));
    if (!chosen.has(i)) return { what: 'service', afterMs };
    return { what: random.chance(0.3) ? 'both' : 'database', afterMs };
  });
}
