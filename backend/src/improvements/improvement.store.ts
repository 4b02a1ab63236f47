import { Injectable } from '@nestjs/common';
import type { ImprovementEffect, improvementKinds, improvementSteps } from '../contract/improvements.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { gapName } from '../gaps/membership.store.js';
import { isReleasedIn, presentGap } from '../gaps/released-improvement.store.js';
import type { Actor } from '../ingest/actor.js';
import type { Contrast } from './contrast.js';

export type Step = (typeof improvementSteps)[number];
export type State = 'proposed' | 'approved' | 'declined' | 'withdrawn';

export interface NewImprovement {
  id: string;
  gap: string;
  kind: (typeof improvementKinds)[number];
  title: string;
  note: string | null;
  label: string | null;
  dataset: string | null;
  aimed: number;
}

/** As it was measured last, with what it takes to put it together with others. */
export type KeptEffect = ImprovementEffect & { contrast?: Contrast | null };

export interface ImprovementRow {
  id: string;
  /** Where the gap's escalations are now: it may have been merged. */
  gap_id: string;
  gap_name: string;
  kind: NewImprovement['kind'];
  title: string;
  note: string | null;
  label: string | null;
  aimed: number;
  state: State;
  dataset_id: string | null;
  dataset_name: string | null;
  dataset_version: number | null;
  bot: string | null;
  version: string | null;
  released_at: Date | null;
  measured: KeptEffect | null;
  steps: StepRow[];
}

export interface StepRow {
  step: Step;
  /** ISO 8601. */
  at: string;
  actorId: string;
  actor: string;
  note: string | null;
}

/** The first release that holds the improvement. */
const release: Sql = sql`
  left join lateral (
    select release.bot, release.version, release.released_at
    from release
    where ${isReleasedIn}
    order by release.released_at, release.bot
    limit 1
  ) as released on true`;

/** What was measured in another way is measured again. */
const method = 'not-yet-touched 3';

/** Proposals, what became of them, and what was measured last. */
@Injectable()
export class ImprovementStore {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(gap?: string): Promise<ImprovementRow[]> {
    return this.select(gap === undefined ? sql`true` : sql`${presentGap} = ${gap}`);
  }

  async find(id: string): Promise<ImprovementRow | undefined> {
    const [row] = await this.select(sql`improvement.id = ${id}`);
    return row;
  }

  private select(where: Sql): Promise<ImprovementRow[]> {
    return this.database.query<ImprovementRow>(sql`
      select improvement.id, ${presentGap} as gap_id, improvement.kind, improvement.title, improvement.note,
             improvement.label, improvement.aimed::numeric::float8 as aimed, improvement.state, improvement.measured,
             coalesce(
               (select ${gapName} from gap where gap.id = ${presentGap}),
               improvement.gap_id) as gap_name,
             dataset.id as dataset_id, dataset.name as dataset_name, dataset.version as dataset_version,
             released.bot, released.version, released.released_at,
             (select json_agg(json_build_object(
                'step', step, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'actorId', actor_id, 'actor', actor, 'note', note) order by no)
              from improvement_step
              where improvement_step.improvement_id = improvement.id) as steps
      from improvement
      left join dataset on dataset.id = improvement.dataset_id
      ${release}
      where ${where}
      order by (
        select max(at) from improvement_step where improvement_step.improvement_id = improvement.id) desc,
        improvement.id`);
  }

  async add(improvement: NewImprovement, tx: Transaction): Promise<void> {
    const { id, gap, kind, title, note, label, dataset, aimed } = improvement;
    await tx.query(sql`
      insert into improvement (id, gap_id, kind, title, note, label, dataset_id, aimed, state)
      values (${id}, ${gap}, ${kind}, ${title}, ${note}, ${label}, ${dataset}, ${aimed}, 'proposed')`);
  }

  /** Another that is not closed has the label. */
  async isTaken(label: string, tx: Transaction): Promise<boolean> {
    const found = await tx.one(sql`
      select from improvement where label = ${label} and state not in ('declined', 'withdrawn')`);
    return found !== undefined;
  }

  async hasDataset(id: string): Promise<boolean> {
    return (await this.database.one(sql`select from dataset where id = ${id}`)) !== undefined;
  }

  /** Holds the row until the transaction ends; gives its state. */
  async hold(id: string, tx: Transaction): Promise<State | undefined> {
    const row = await tx.one<{ state: State }>(
      sql`select state from improvement where id = ${id} for update`,
    );
    return row?.state;
  }

  async setState(id: string, state: State, tx: Transaction): Promise<void> {
    await tx.query(sql`update improvement set state = ${state} where id = ${id}`);
  }

  async setRelease(id: string, bot: string, version: string, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update improvement
      set release_bot = ${bot}, release_version = ${version}, measured = null, measured_of = null
      where id = ${id}`);
  }

  async addStep(
    id: string,
    step: Step,
    { at, actor, note }: { at: Date; actor: Actor; note: string | null },
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      insert into improvement_step (improvement_id, no, step, at, actor_id, actor, note)
      select ${id}, count(*) + 1, ${step}, ${at}, ${actor.id}, ${actor.name}, ${note}
      from improvement_step
      where improvement_id = ${id}`);
  }

  async keepEffect(id: string, effect: KeptEffect, of: number, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update improvement
      set measured = ${JSON.stringify(effect)}::jsonb, measured_of = ${of}
      where id = ${id}`);
  }

  /** Improvements that are out, and the state of the data that each was measured over last. */
  async released(): Promise<{ id: string; measuredOf: number | null }[]> {
    return this.database.query(sql`
      select improvement.id, improvement.measured_of as "measuredOf"
      from improvement
      ${release}
      where released.bot is not null
      order by improvement.id`);
  }

  /** Changes with the method, another run of gaps, a decision about them, a release, an hour, or two in a hundred more members. */
  async stateOfData(): Promise<number> {
    const row = await this.database.one<{ state: number }>(sql`
      select abs(hashtextextended(concat_ws(' ', ${method}::text,
        (select max(id) from gap_run),
        (select max(at) from gap_decision),
        (select date_trunc('hour', watermark_at) from follower where name = 'gaps'),
        (select floor(50 * ln(1 + count(*))) from gap_member),
        (select count(*) from release),
        (select count(*) from improvement where state = 'approved')), 0)) % (2 ^ 52)::bigint as state`);
    return row?.state ?? 0;
  }

  /** Takes away who took these steps, and their words. */
  async forget(
    steps: readonly { improvement: string; step: Step }[],
    name: string,
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      with erased as (
        select * from json_to_recordset(${JSON.stringify(steps)}::json) as t (improvement text, step text)
      ), forgotten as (
        update improvement_step
        set actor_id = '', actor = ${name}, note = null
        from erased
        where improvement_step.improvement_id = erased.improvement and improvement_step.step = erased.step
      )
      update improvement
      set title = ${name}, note = null
      from erased
      where improvement.id = erased.improvement and erased.step = 'proposed'`);
  }
}
