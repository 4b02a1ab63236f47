import type { Answer } from '../../lib/api';

export type Callbacks = Answer<'GET /api/callbacks'>;
export const windowWords = {
  '24h': '24 hours',
  '72h': '72 hours',
  '7d': '7 days',
  '30d': '30 days',
} as const;
