import type { Answer } from '../../lib/api';

export type Callbacks = Answer<'GET /api/callbacks'>;
type Reason = Callbacks['reasons'][number]['reason'];

export const reasonWords: Record<Reason, { label: string; meaning: string }> = {
  failed: { label: 'Failed', meaning: 'nobody took it' },
  leaked: { label: 'Leaked', meaning: 'nobody acted in time' },
  answered_late: { label: 'Answered late', meaning: 'after its deadline' },
  context_lost: { label: 'Context lost', meaning: 'fields missing or asked again' },
  action_wrong: { label: 'Wrong action', meaning: 'incorrect, omitted or late' },
  same_intent: { label: 'Same intent', meaning: 'about the same thing again' },
};

export const windowWords = {
  '24h': '24 hours',
  '72h': '72 hours',
  '7d': '7 days',
  '30d': '30 days',
} as const;
