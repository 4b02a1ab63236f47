import { z } from 'zod';
import { type Ability, abilities, detectorNames, driftKinds } from './detectors.js';
import { filterShape } from './dimensions.js';
import { rangeShape } from './metric-answers.js';

const count = z.int().min(0);
const instant = z.iso.datetime();
const interval = z.object({ low: z.number(), high: z.number() });
/** A share with its counts and Wilson interval; null where there is nothing to divide by. */
export const share = {
  value: z.number().min(0).max(1).nullable(),
  numerator: count,
  denominator: count,
  interval: interval.nullable(),
};

export const detectorQuery = z.object({ ...rangeShape, ...filterShape });
export const detectorAnswer = z
  .object({
    watermark: instant.nullable(),
    detectors: z.array(
      z.object({
        detector: z.enum(detectorNames),
        ...share,
        /** Rows of the population in the range: of those beyond the denominator it cannot be told. */
        all: count,
        /** Of these, rows that it would be told of if their source said what travels with a handoff. */
        unmeasured: count,
      }),
    ),
  })
  .meta({ id: 'Detectors' });

export const sourceFaultQuery = z.object({ ...rangeShape, source: filterShape.source });
export const sourceFaultAnswer = z
  .object({
    watermark: instant.nullable(),
    /** The source's own past. Whole days, UTC. */
    past: z.object({ from: instant, to: instant }),
    sources: z.array(
      z.object({
        source: z.string(),
        conversations: count,
        handoffs: count,
        /** What it has never sent in the range, in the order of `abilities`. Null: too few rows to say. */
        unmeasured: z.array(z.enum(Object.keys(abilities) as [Ability, ...Ability[]])).nullable(),
        /** Fields that were compared. */
        fields: count,
        drift: z.array(
          z.object({
            type: z.string(),
            field: z.string(),
            kind: z.enum(driftKinds),
            now: z.object(share),
            before: z.object(share),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'SourceFaults' });
