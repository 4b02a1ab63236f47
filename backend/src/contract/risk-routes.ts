import * as detectors from './detector-answers.js';
import * as risk from './risk-answers.js';
import { readers } from './roles.js';
import { route } from './route.js';

/** What goes wrong, and what an outage would cost. */
export const riskRoutes = {
  detectorList: route({
    method: 'GET',
    path: '/api/detectors',
    access: readers,
    summary: 'What goes wrong: every detector with its count, share and interval',
    query: detectors.detectorQuery,
    response: detectors.detectorAnswer,
  }),
  sourceFaults: route({
    method: 'GET',
    path: '/api/detectors/sources',
    access: readers,
    summary: 'Sources whose fields drift from their own past, and what a source cannot measure',
    query: detectors.sourceFaultQuery,
    response: detectors.sourceFaultAnswer,
  }),
  riskPaths: route({
    method: 'GET',
    path: '/api/risk/paths',
    access: readers,
    summary: 'Routing paths with share and failure, concentration, and what has no fallback',
    query: risk.pathQuery,
    response: risk.pathAnswer,
  }),
  riskOutage: route({
    method: 'GET',
    path: '/api/risk/outage',
    access: readers,
    summary: 'How many handoffs an outage of a path would hit, by its length',
    query: risk.outageQuery,
    response: risk.outageAnswer,
  }),
  riskReadiness: route({
    method: 'GET',
    path: '/api/risk/readiness',
    access: readers,
    summary: 'The seven questions of the handoff checklist, answered from data',
    query: risk.readinessQuery,
    response: risk.readinessAnswer,
  }),
  riskGuard: route({
    method: 'GET',
    path: '/api/risk/guard',
    access: readers,
    summary: 'Whether escalations fall while callbacks, repeats, abandonment or failed handoffs rise',
    query: risk.guardQuery,
    response: risk.guardAnswer,
  }),
} as const;
