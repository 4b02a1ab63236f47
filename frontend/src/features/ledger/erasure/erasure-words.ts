import type { erasureGrounds } from '../../../../../backend/src/contract/erasure.js';
import type { Answer } from '../../../lib/api';
import { words } from '../../../lib/format';

export type Erasure = Answer<'GET /api/ledger/erasures'>['items'][number];
export type Ground = (typeof erasureGrounds)[number];

export const causeWords: Record<Erasure['cause'], string> = {
  request: 'Asked for',
  retention: 'Past its retention',
  replayed: 'Done again after a restore',
  refused: 'Refused: legal hold',
};

/** The grounds of GDPR Art. 17(1), in words. */
export const grounds: Record<Ground, string> = {
  request: 'The person asks for it',
  consent_withdrawn: 'Consent was withdrawn, Art. 17(1)(b)',
  no_longer_needed: 'No longer needed for its purpose, Art. 17(1)(a)',
  objection: 'The person objects, Art. 17(1)(c)',
  unlawful: 'It was processed unlawfully, Art. 17(1)(d)',
  legal_obligation: 'A law demands it, Art. 17(1)(e)',
};

export const groundWords = (ground: string): string =>
  (grounds as Record<string, string>)[ground] ?? words(ground);
