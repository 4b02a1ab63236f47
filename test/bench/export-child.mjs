// Writes one dataset as one format, or copies its rows, and says how long it took and how much memory; a process of its
// own, so that its memory is its own. Runs on the build, as the service does.
import 'reflect-metadata';
import { to } from 'pg-copy-streams';
import { columns } from '../../dist/backend/src/datasets/columns.js';
import { ExampleStore } from '../../dist/backend/src/datasets/example.store.js';
import { formats, rowsOf } from '../../dist/backend/src/datasets/formats/format.js';
import { packing } from '../../dist/backend/src/datasets/formats/rows.js';
import { createDataSource, poolOf } from '../../dist/backend/src/db/data-source.js';
import { Database } from '../../dist/backend/src/db/database.js';

const { url, dataset, format, about } = JSON.parse(process.argv[2] ?? '');
const dataSource = await createDataSource({ url, poolSize: 2 }).initialize();
const database = new Database(poolOf(dataSource));
await database.ping();
const begun = performance.now();
let bytes = 0;
if (format === 'copy') {
  const client = await database.pool.connect();
  const list = columns.join(', ');
  const query = `select ${list} from dataset_example where dataset_id = '${dataset}' order by row_no`;
  for await (const chunk of client.query(to(`copy (${query}) to stdout`))) bytes += chunk.length;
  client.release();
} else {
  const rows = rowsOf(format, new ExampleStore(database).rows(dataset), ['train', 'validation', 'test']);
  for await (const chunk of formats[format].write(rows, { ...about, columns, packing }))
    bytes += chunk.byteLength;
}
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage();
await dataSource.destroy();
process.stdout.write(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    bytes,
    memoryMb: process.resourceUsage().maxRSS / 1024,
  }),
);
