import * as improvements from './improvements.js';
import { releaseEffects } from './release-effects.js';
import { admins, readers, trainers } from './roles.js';
import { route } from './route.js';

/** Governed changes to the bot, and whether they helped. */
export const improvementRoutes = {
  improvementList: route({
    method: 'GET',
    path: '/api/improvements',
    access: readers,
    summary: 'Improvements with their state and effect so far',
    query: improvements.improvementListQuery,
    response: improvements.improvementList,
  }),
  releaseEffects: route({
    method: 'GET',
    path: '/api/releases/effects',
    access: readers,
    summary:
      'Whether bots got better: each release, and all together, by their gaps and by the whole escalation rate',
    response: releaseEffects,
  }),
  improvementGet: route({
    method: 'GET',
    path: '/api/improvements/:id',
    access: readers,
    summary: 'One improvement with its history, its effect by week and its guards',
    params: improvements.improvementParams,
    response: improvements.improvementAnswer,
  }),
  improvementPropose: route({
    method: 'POST',
    path: '/api/improvements',
    access: trainers,
    summary: 'Propose an improvement for a gap',
    body: improvements.improvementBody,
    response: improvements.improvementSummary,
    status: 201,
  }),
  improvementApprove: route({
    method: 'POST',
    path: '/api/improvements/:id/approval',
    access: admins,
    summary: 'Approve an improvement that somebody else proposed',
    params: improvements.improvementParams,
    body: improvements.improvementDecision,
    response: improvements.improvementSummary,
  }),
  improvementDecline: route({
    method: 'POST',
    path: '/api/improvements/:id/refusal',
    access: admins,
    summary: 'Decline an improvement',
    params: improvements.improvementParams,
    body: improvements.improvementDecision,
    response: improvements.improvementSummary,
  }),
  improvementWithdraw: route({
    method: 'POST',
    path: '/api/improvements/:id/withdrawal',
    access: trainers,
    summary: 'Withdraw an improvement that is not released',
    params: improvements.improvementParams,
    body: improvements.improvementDecision,
    response: improvements.improvementSummary,
  }),
  improvementRelease: route({
    method: 'POST',
    path: '/api/improvements/:id/release',
    access: trainers,
    summary: 'Say which release of the bot holds an approved improvement',
    params: improvements.improvementParams,
    body: improvements.improvementRelease,
    response: improvements.improvementSummary,
  }),
  loopHealth: route({
    method: 'GET',
    path: '/api/loop',
    access: readers,
    summary: 'How far gaps come on the way to a verified effect, and how long it takes',
    response: improvements.loopAnswer,
  }),
};
