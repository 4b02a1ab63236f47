import type { Answer } from '../../../lib/api';

export type Entry = Answer<'GET /api/ledger/entries/:index'>;
