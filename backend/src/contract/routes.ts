import { accessRoutes } from './access-routes.js';
import { adjudicationRoutes } from './adjudication-routes.js';
import { alertRoutes } from './alert-routes.js';
import { datasetRoutes } from './dataset-routes.js';
import { gapRoutes } from './gap-routes.js';
import { handoffRoutes } from './handoff-routes.js';
import { importRoutes } from './import-routes.js';
import { improvementRoutes } from './improvement-routes.js';
import { ledgerRoutes } from './ledger-routes.js';
import { metricRoutes } from './metric-routes.js';
import { reviewRoutes } from './review-routes.js';
import { riskRoutes } from './risk-routes.js';
import { sourceRoutes } from './source-routes.js';

/** The whole contract: every endpoint is a row of these, and nothing answers that is not. */
export const routes = {
  ...accessRoutes,
  ...metricRoutes,
  ...handoffRoutes,
  ...riskRoutes,
  ...gapRoutes,
  ...datasetRoutes,
  ...sourceRoutes,
  ...alertRoutes,
  ...improvementRoutes,
  ...importRoutes,
  ...adjudicationRoutes,
  ...reviewRoutes,
  ...ledgerRoutes,
} as const;
