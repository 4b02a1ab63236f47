import * as adjudication from './adjudication.js';
import * as callbacks from './callbacks.js';
import { readers, trainers } from './roles.js';
import { route } from './route.js';

/** Whether what was asked for was done: what people judge, and who came back. */
export const adjudicationRoutes = {
  fidelityGet: route({
    method: 'GET',
    path: '/api/fidelity',
    access: readers,
    summary: 'Handoff fidelity per action and per handoff, by cause, by evidence and by one dimension',
    query: adjudication.fidelityQuery,
    response: adjudication.fidelityAnswer,
  }),
  callbackGet: route({
    method: 'GET',
    path: '/api/callbacks',
    access: readers,
    summary: 'Who came back after a handoff, in four windows, and what waiting did',
    query: callbacks.callbackQuery,
    response: callbacks.callbackAnswer,
  }),
  planList: route({
    method: 'GET',
    path: '/api/adjudication/plans',
    access: readers,
    summary: 'Samples of due actions that people judge',
    response: adjudication.planList,
  }),
  planPreview: route({
    method: 'POST',
    path: '/api/adjudication/preview',
    access: trainers,
    summary: 'What a sample would hold and how much it would say, before it is drawn',
    body: adjudication.planSpec,
    response: adjudication.planPreview,
    status: 200,
  }),
  planDraw: route({
    method: 'POST',
    path: '/api/adjudication/plans',
    access: trainers,
    summary: 'Draw a sample; the same seed draws the same actions from the same facts',
    body: adjudication.planSpec,
    response: adjudication.planSummary,
    status: 201,
  }),
  planGet: route({
    method: 'GET',
    path: '/api/adjudication/plans/:plan',
    access: readers,
    summary: 'What a sample says about all due actions, and how far it has been read',
    params: adjudication.planParams,
    response: adjudication.planAnswer,
  }),
  planClaim: route({
    method: 'POST',
    path: '/api/adjudication/plans/:plan/claim',
    access: trainers,
    summary: 'The next action to be judged; nobody else is given it for a quarter of an hour',
    params: adjudication.planParams,
    response: adjudication.claimAnswer,
    status: 200,
  }),
  caseGet: route({
    method: 'GET',
    path: '/api/adjudication/plans/:plan/cases/:handoff/:action',
    access: trainers,
    summary: 'The handoff of an action that the caller holds, without what others said of the action',
    params: adjudication.caseParams,
    response: adjudication.caseAnswer,
    shows: { kind: 'handoff', param: 'handoff' },
  }),
  judgementGive: route({
    method: 'POST',
    path: '/api/adjudication/plans/:plan/cases/:handoff/:action/judgement',
    access: trainers,
    summary: 'Judge an action that the caller holds',
    params: adjudication.caseParams,
    body: adjudication.judgementBody,
    status: 204,
  }),
  judgementWithdraw: route({
    method: 'DELETE',
    path: '/api/adjudication/plans/:plan/cases/:handoff/:action/judgement',
    access: trainers,
    summary: 'Take the caller’s own judgement back; the caller holds the action again',
    params: adjudication.caseParams,
    status: 204,
  }),
} as const;
