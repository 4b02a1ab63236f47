import { tableFromIPC } from 'apache-arrow';
import type { TestApp } from './app.js';

/** Escalations on the map of gaps, as a viewer gets them. */
export async function pointsOnMap(app: TestApp, query = '') {
  const headers = { authorization: `Bearer ${await app.key('viewer')}` };
  const answer = await fetch(`${app.url}/api/gaps/map${query}`, { headers });
  const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
  return table.toArray().map((row) => row.toJSON() as { x: number; y: number; gap: string });
}
