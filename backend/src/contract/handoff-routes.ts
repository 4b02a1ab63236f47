import * as conversations from './conversations.js';
import * as handoffs from './handoffs.js';
import { readers } from './roles.js';
import { route } from './route.js';

/** Handoffs, episodes and conversations, one by one. */
export const handoffRoutes = {
  handoffList: route({
    method: 'GET',
    path: '/api/handoffs',
    access: readers,
    summary: 'Handoffs, filtered; also the rows behind a number',
    query: handoffs.handoffListQuery,
    response: handoffs.handoffListAnswer,
    shows: { kind: 'list' },
  }),
  handoffGet: route({
    method: 'GET',
    path: '/api/handoffs/:key',
    access: readers,
    summary: 'One handoff from bot to human to action',
    params: handoffs.handoffParams,
    response: handoffs.handoffAnswer,
    shows: { kind: 'handoff', param: 'key' },
  }),
  conversationGet: route({
    method: 'GET',
    path: '/api/conversations/:key',
    access: readers,
    summary: 'One conversation: its episodes, what their outcomes were judged by, and what was said',
    params: conversations.conversationParams,
    response: conversations.conversationAnswer,
    shows: { kind: 'conversation', param: 'key' },
  }),
  conversationVcon: route({
    method: 'GET',
    path: '/api/conversations/:key/vcon',
    access: readers,
    summary: 'A conversation as an IETF vCon, each handoff record as an analysis',
    params: conversations.conversationParams,
    response: conversations.conversationVcon,
    shows: { kind: 'conversation', param: 'key', action: 'exported' },
  }),
  episodeList: route({
    method: 'GET',
    path: '/api/episodes',
    access: readers,
    summary: 'Episodes, filtered; also the rows behind a number',
    query: handoffs.episodeListQuery,
    response: handoffs.episodeListAnswer,
    shows: { kind: 'list' },
  }),
} as const;
