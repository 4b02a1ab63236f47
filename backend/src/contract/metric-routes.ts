import { compareRoutes } from './compare-routes.js';
import * as answers from './metric-answers.js';
import { costRates, costRatesAnswer } from './rates.js';
import { admins, readers } from './roles.js';
import { arrowStream, route } from './route.js';

/** The numbers, and what they are sliced and priced by. */
export const metricRoutes = {
  metricList: route({
    method: 'GET',
    path: '/api/metrics',
    access: readers,
    summary: 'How every metric is defined',
    response: answers.declarationList,
  }),
  metricHeadline: route({
    method: 'GET',
    path: '/api/metrics/headline',
    access: readers,
    summary: 'One number with its counts, interval and watermark',
    query: answers.headlineQuery,
    response: answers.headlineAnswer,
  }),
  metricSeries: route({
    method: 'GET',
    path: '/api/metrics/series',
    access: readers,
    summary: 'A metric over time, in any zone',
    query: answers.seriesQuery,
    response: answers.seriesAnswer,
    produces: [arrowStream],
  }),
  metricBreakdown: route({
    method: 'GET',
    path: '/api/metrics/breakdown',
    access: readers,
    summary: 'A metric by the values of one dimension',
    query: answers.breakdownQuery,
    response: answers.breakdownAnswer,
    produces: [arrowStream],
  }),
  metricSurvival: route({
    method: 'GET',
    path: '/api/metrics/survival',
    access: readers,
    summary: 'Kaplan–Meier curve of a time',
    query: answers.survivalQuery,
    response: answers.survivalAnswer,
    produces: [arrowStream],
  }),
  metricExplanation: route({
    method: 'GET',
    path: '/api/metrics/explanation',
    access: readers,
    summary: 'How a number is made: formula, counts, interval, and the SQL over the facts that gives it',
    query: answers.headlineQuery,
    response: answers.explanationAnswer,
  }),
  costRatesGet: route({
    method: 'GET',
    path: '/api/cost-rates',
    access: readers,
    summary: 'What the operator pays, for the metrics of cost',
    response: costRatesAnswer,
  }),
  costRatesSet: route({
    method: 'PATCH',
    path: '/api/cost-rates',
    access: admins,
    summary: 'Set what the operator pays',
    body: costRates,
    response: costRatesAnswer,
  }),
  ...compareRoutes,
  dimensionValues: route({
    method: 'GET',
    path: '/api/dimensions',
    access: readers,
    summary: 'The values that occur in each dimension',
    query: answers.dimensionValuesQuery,
    response: answers.dimensionValuesAnswer,
  }),
  releaseList: route({
    method: 'GET',
    path: '/api/releases',
    access: readers,
    summary: 'Bot releases, for the marks on the charts',
    response: answers.releaseList,
  }),
} as const;
