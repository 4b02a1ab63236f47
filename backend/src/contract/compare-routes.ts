import * as compare from './compare.js';
import { admins, readers } from './roles.js';
import { arrowStream, route } from './route.js';

/** Rows of the route table that hold one number against another. */
export const compareRoutes = {
  metricCompare: route({
    method: 'GET',
    path: '/api/metrics/compare',
    access: readers,
    summary: 'One metric on two sides, each with a range and filters of its own: difference, test, verdict',
    query: compare.compareQuery,
    response: compare.compareAnswer,
    produces: [arrowStream],
  }),
  metricCompareValues: route({
    method: 'GET',
    path: '/api/metrics/compare/values',
    access: readers,
    summary: 'The same for every value of a dimension at once, with the false discovery rate held down',
    query: compare.compareValuesQuery,
    response: compare.compareValuesAnswer,
    produces: [arrowStream],
  }),
  metricHeatmap: route({
    method: 'GET',
    path: '/api/metrics/heatmap',
    access: readers,
    summary: 'A metric by hour and weekday, in any zone',
    query: compare.heatmapQuery,
    response: compare.heatmapAnswer,
    produces: [arrowStream],
  }),
  metricForecast: route({
    method: 'GET',
    path: '/api/metrics/forecast',
    access: readers,
    summary: 'A count for each hour of the week to come, with an interval and how well it has held',
    query: compare.forecastQuery,
    response: compare.forecastAnswer,
    produces: [arrowStream],
  }),
  metricMatrix: route({
    method: 'GET',
    path: '/api/metrics/matrix',
    access: readers,
    summary: 'A metric by two dimensions; by intent and resolved intent it is the confusion matrix',
    query: compare.matrixQuery,
    response: compare.matrixAnswer,
    produces: [arrowStream],
  }),
  targetList: route({
    method: 'GET',
    path: '/api/targets',
    access: readers,
    summary: 'What each metric should come to, and from which day on',
    response: compare.targetList,
  }),
  targetSet: route({
    method: 'POST',
    path: '/api/targets',
    access: admins,
    summary: 'Set the steps of one metric’s target; none takes it away',
    body: compare.targetBody,
    response: compare.targetList,
    status: 200,
  }),
} as const;
