import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { arrowStream as ArrowStream } from '../../../../backend/src/contract/route.js';
import { type ApiProblem, type CallInput, callForFile } from '../../lib/api';

const key = 'GET /api/gaps/map';
const arrowStream: typeof ArrowStream = 'application/vnd.apache.arrow.stream';

/** Escalations on the map; `gap` is the place in the list of ids. */
export interface PointTable {
  x: Float32Array;
  y: Float32Array;
  gap: Int32Array;
  ids: string[];
}

/** Asks for the points of a range. What reads the table is fetched with it: nobody else needs it. */
export function usePoints(query: CallInput<typeof key>['query']): UseQueryResult<PointTable, ApiProblem> {
  return useQuery<PointTable, ApiProblem>({ queryKey: [key, query], queryFn: () => readPoints(query) });
}

async function readPoints(query: CallInput<typeof key>['query']): Promise<PointTable> {
  const [{ tableFromIPC }, { blob }] = await Promise.all([
    import('apache-arrow'),
    callForFile(key, { query }, { accept: arrowStream }),
  ]);
  const table = tableFromIPC(new Uint8Array(await blob.arrayBuffer()));
  const column = (name: string) => table.getChild(name);
  const gap = column('gap');
  return {
    x: (column('x')?.toArray() ?? new Float32Array()) as Float32Array,
    y: (column('y')?.toArray() ?? new Float32Array()) as Float32Array,
    gap: (gap?.data[0]?.values ?? new Int32Array()) as Int32Array,
    ids: [...(gap?.data[0]?.dictionary ?? [])] as string[],
  };
}
