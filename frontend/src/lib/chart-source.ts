import type { ReadKey } from './api';

/** The question to the contract whose answer a chart draws. */
export interface ChartSource {
  route: Extract<ReadKey, `GET /api/metrics/${string}`>;
  query: Record<string, unknown>;
}
