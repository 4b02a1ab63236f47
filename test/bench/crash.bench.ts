import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlReport, runControl } from '../faults/harness/control-run.js';
import { type CrashReport, runCrashes } from '../faults/harness/crash-run.js';
import { KillablePostgres } from '../support/killable-postgres.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

const serviceKills = 200;
const databaseKills = 10;
const controlKills = 8;

/** What is lost, doubled or contradicted when service and database are killed again and again under four writers. */
export const bench: Bench = async (note, { seed = randomInt(1_000_000_000) }) => {
  note(`seed ${seed}: the same kills again with --seed ${seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const postgres = await KillablePostgres.start(join(folder, 'postgres'));
  try {
    const begun = performance.now();
    const plan = { seed, serviceKills, databaseKills, folder: join(folder, 'service'), note };
    const report = await runCrashes(postgres, plan);
    const seconds = (performance.now() - begun) / 1000;
    for (const line of [...report.surprises, ...report.disorder, ...report.inconsistent]) note(line);
    note('the same with commits that do not wait for the disk');
    const control = await runControl(postgres, {
      seed,
      databaseKills: controlKills,
      folder: join(folder, 'control'),
    });
    return measuresOf(report, control, seconds);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

function measuresOf(report: CrashReport, control: ControlReport, seconds: number): Measure[] {
  const { sent, acknowledged, entries, lost, twice, changed, inconsistent, disorder, surprises } = report;
  const none = (name: string, list: readonly unknown[], unit: string): Measure => ({
    name,
    value: list.length,
    unit,
    aim: atMost(0),
  });
  return [
    { name: 'service killed', value: serviceKills, unit: 'times' },
    { name: 'PostgreSQL killed', value: databaseKills, unit: 'times' },
    { name: 'events sent', value: sent, unit: 'events' },
    { name: 'events acknowledged', value: acknowledged, unit: 'events', aim: atLeast(sent) },
    none('acknowledged and lost', lost, 'events'),
    none('there twice', twice, 'events'),
    none('there and not what was sent', changed, 'events'),
    none('places out of order', disorder, 'places'),
    { name: 'checkpoints seen while it ran', value: report.checkpoints, unit: 'checkpoints' },
    none('checkpoints that do not hold', inconsistent, 'checkpoints'),
    none('answers or ends that nobody expects', surprises, 'answers'),
    {
      name: 'entries that baton verify finds whole',
      value: report.verified.ok ? report.verified.entries : 0,
      unit: 'entries',
      aim: atLeast(entries),
    },
    { name: 'kills, settling and checking', value: seconds, unit: 's', aim: atMost(300) },
    { name: 'negative control: acknowledged', value: control.acknowledged, unit: 'events' },
    { name: 'negative control: lost', value: control.lost, unit: 'events', aim: atLeast(1) },
  ];
}
