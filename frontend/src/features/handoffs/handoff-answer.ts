import type { Answer } from '../../lib/api';

export type Handoff = Answer<'GET /api/handoffs/:key'>;
