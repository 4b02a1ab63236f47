import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { SumsStore } from '../metrics/sums.store.js';
import { digestOf, drawNumber, drawSample } from './draw.js';
import { type FrameRow, FrameStore } from './frame.store.js';
import { type Plan, planOf, previewOf } from './plan.js';
import { type PlanRow, type PlanSpec, PlanStore, type StratumRow, type UnitRow } from './plan.store.js';

/** Units are drawn in memory. */
const mostUnits = 1_000_000;

/** Plans: which due actions are put before people. */
@Injectable()
export class PlanService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly frame: FrameStore,
    private readonly plans: PlanStore,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<AnswerOf<typeof routes.planList>> {
    return (await this.plans.list()).map(summarise);
  }

  async preview(spec: PlanSpec): Promise<AnswerOf<typeof routes.planPreview>> {
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        const tallies = watermark ? await this.frame.tally(spec, watermark, tx) : [];
        return { watermark: watermark?.toISOString() ?? null, ...previewOf(planOf(spec, tallies)) };
      },
      { snapshot: true },
    );
  }

  async draw(spec: PlanSpec, caller: Caller): Promise<AnswerOf<typeof routes.planDraw>> {
    const drawn = await this.database.transaction((tx) => this.drawFrom(spec, tx), { snapshot: true });
    const row = { ...drawn.row, id: idOf(), name: spec.name, spec, drawn_at: new Date(this.clock()) };
    const size = drawn.strata.reduce((sum, { stratum_no, drawn: n }) => sum + (stratum_no > 0 ? n : 0), 0);
    await this.database.transaction(async (tx) => {
      const event_id = randomUUID();
      const data = { plan: row.id, digest: row.digest, examples: size, as_of: row.as_of.toISOString(), spec };
      const actor = { id: caller.id, name: caller.name };
      await this.ingest.recordWithin(tx, { type: 'plan.drawn', data }, actor, event_id);
      await this.plans.insert({ ...row, event_id }, drawn.strata, drawn.units, tx);
    });
    return summarise({ ...row, drawn: size, read: 0 });
  }

  private async drawFrom(spec: PlanSpec, tx: Transaction) {
    const { watermark } = await this.sums.reach(tx);
    if (!watermark) throw new Problem('conflict', { detail: 'There is nothing to draw from yet.' });
    const plan = planOf(spec, await this.frame.tally(spec, watermark, tx));
    if (plan.due > mostUnits) {
      throw new Problem('invalid_input', { detail: `Draw from at most ${mostUnits} actions at once.` });
    }
    if (plan.strata.length === 0) {
      throw new Problem('conflict', { detail: 'Every due action of this scope has been judged.' });
    }
    const rows = await this.frame.rows(spec, watermark, tx);
    const { units, digest } = unitsOf(spec, plan, rows);
    return { row: { as_of: watermark, digest }, strata: strataOf(plan), units };
  }
}

const idOf = () => `r${randomUUID().replaceAll('-', '').slice(0, 10)}`;

export const summarise = (row: PlanRow): AnswerOf<typeof routes.planDraw> => ({
  id: row.id,
  name: row.name,
  spec: row.spec,
  drawnAt: row.drawn_at.toISOString(),
  asOf: row.as_of.toISOString(),
  digest: row.digest,
  drawn: row.drawn,
  read: row.read,
});

function strataOf({ known, strata }: Plan): StratumRow[] {
  return [
    { stratum_no: 0, label: 'judged before', population: known.judged, drawn: known.judged },
    ...strata.map(({ label, population, drawn }, i) => ({ stratum_no: i + 1, label, population, drawn })),
  ];
}

/** The frame, each unit with its stratum and the probability with which it was drawn. */
function unitsOf(
  spec: PlanSpec,
  { strata }: Plan,
  rows: readonly FrameRow[],
): { units: UnitRow[]; digest: string } {
  const numbers = new Map(strata.flatMap(({ values }, i) => values.map((value) => [value, i + 1] as const)));
  const numberOf = ({ value, known }: FrameRow) => (known ? 0 : (numbers.get(value) ?? 0));
  const all = rows.map((row) => ({ key: nameOf(row), stratum: String(numberOf(row)), row }));
  const sizes = new Map(strata.map(({ drawn }, i) => [String(i + 1), drawn]));
  const drawn = new Map(
    drawSample(
      all.filter(({ stratum }) => stratum !== '0'),
      sizes,
      spec.seed,
    ).map((one) => [one.unit.key, one]),
  );
  const units = all.map(({ key, row }): UnitRow => {
    const stratum_no = numberOf(row);
    const stratum = strata[stratum_no - 1];
    const place = drawn.get(key)?.drawNo ?? null;
    return {
      conversation_key: row.conversation_key,
      handoff_key: row.handoff_key,
      action_key: row.action_key,
      stratum_no,
      probability: stratum ? stratum.drawn / stratum.population : 1,
      draw_no: place,
      twice: place !== null && isReadTwice(spec, key),
    };
  });
  return { units, digest: digestOf(all) };
}

const nameOf = ({ conversation_key, handoff_key, action_key }: FrameRow) =>
  [conversation_key, handoff_key, action_key].map((key) => key.toString('base64url')).join(' ');

/** By a random number of its own, so that the second readings are a random part of the sample. */
function isReadTwice({ seed, twicePercent }: PlanSpec, key: string): boolean {
  const number = Number.parseInt(drawNumber(`twice ${seed}`, key).slice(0, 8), 16);
  return number < (twicePercent / 100) * 2 ** 32;
}
