import type { Answer } from '../../lib/api';

export type Conversation = Answer<'GET /api/conversations/:key'>;
