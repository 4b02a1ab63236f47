import { z } from 'zod';
import type { Rate } from './metric.js';

/** Kept in thousandths. */
const amount = z.number().min(0).max(1_000_000);

/** ISO 4217 code that this runtime knows how to write. */
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency code such as EUR')
  .refine((code) => {
    try {
      new Intl.NumberFormat('en', { style: 'currency', currency: code });
      return true;
    } catch {
      return false;
    }
  }, 'must be a currency code such as EUR');

const amounts = { bot_episode: amount, human_contact: amount, human_hour: amount } satisfies Record<
  Rate,
  unknown
>;

export const costRates = z.object({ currency, ...amounts }).meta({ id: 'CostRates' });
export type CostRates = z.output<typeof costRates>;

/** Null: nobody has set them, and what costs cannot be said. */
export const costRatesAnswer = z
  .object({ rates: costRates.nullable(), changedAt: z.iso.datetime().nullable() })
  .meta({ id: 'CostRatesAnswer' });
