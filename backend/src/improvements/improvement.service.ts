import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type {
  Improvement,
  ImprovementEffect,
  ImprovementStatus,
  ImprovementSummary,
} from '../contract/improvements.js';
import { Problem } from '../contract/problem.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Transaction } from '../db/database.js';
import { CursorStore } from '../follow/cursor.store.js';
import { GapService } from '../gaps/gap.service.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { CourseStore } from './course.store.js';
import { GuardsService } from './guards.service.js';
import {
  type ImprovementRow,
  ImprovementStore,
  type KeptEffect,
  type State,
  type Step,
} from './improvement.store.js';
import { isReleased, MeasureService } from './measure.service.js';

/** Which state a step leads to, and from which states it may be taken. */
const ways: Record<Exclude<Step, 'proposed'>, { from: readonly State[]; to: State }> = {
  approved: { from: ['proposed'], to: 'approved' },
  declined: { from: ['proposed', 'approved'], to: 'declined' },
  withdrawn: { from: ['proposed', 'approved'], to: 'withdrawn' },
  released: { from: ['approved'], to: 'approved' },
};

function refuseFrom(state: State, step: Exclude<Step, 'proposed'>): void {
  if (ways[step].from.includes(state)) return;
  throw new Problem('conflict', { detail: `It is ${state}: it cannot be ${step}.` });
}

/** Governed changes: nothing is approved by who proposed it, and every step is in the ledger. */
@Injectable()
export class ImprovementService {
  constructor(
    private readonly store: ImprovementStore,
    private readonly courses: CourseStore,
    private readonly measures: MeasureService,
    private readonly guards: GuardsService,
    private readonly gaps: GapService,
    private readonly cursors: CursorStore,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(gap?: string): Promise<ImprovementSummary[]> {
    return (await this.store.list(gap)).map(summaryOf);
  }

  async get(id: string): Promise<Improvement> {
    const row = await this.find(id);
    const [releases, watermark] = await Promise.all([
      this.courses.releases(row.gap_id),
      this.cursors.watermark('gaps'),
    ]);
    const measured = isReleased(row) ? await this.measures.measure(row) : undefined;
    const beside =
      isReleased(row) && measured && measured.span.after > 0
        ? await this.guards.read(row, measured)
        : { guards: [], rate: { before: null, since: null } };
    return {
      ...summaryOf({ ...row, measured: measured?.effect ?? row.measured }),
      note: row.note,
      history: row.steps.map(({ step, at, actor, note }) => ({ step, at, by: actor, note })),
      course: measured?.course ?? [],
      noise: measured?.noise ?? null,
      ...beside,
      releases: releases.map(({ bot, version, released_at: at }) => ({ bot, version, at: at.toISOString() })),
      watermark: watermark?.toISOString() ?? null,
    };
  }

  async propose(
    body: BodyOf<typeof routes.improvementPropose>,
    caller: Caller,
    at = this.clock(),
  ): Promise<ImprovementSummary> {
    const gap = await this.gaps.summary(body.gap);
    const id = `i${randomBytes(5).toString('hex')}`;
    const { kind, title, note = null, label = null, dataset = null, aimed } = body;
    if (dataset !== null && !(await this.store.hasDataset(dataset)))
      throw new Problem('not_found', { detail: `There is no dataset ${dataset}` });
    const data = {
      improvement: id,
      gap: gap.id,
      improvement_kind: kind,
      title,
      ...(note === null ? {} : { note }),
      ...(dataset === null ? {} : { dataset }),
    };
    await this.ingest.record({ type: 'improvement.proposed', data, at }, actorOf(caller), async (tx) => {
      if (label !== null && (await this.store.isTaken(label, tx))) {
        throw new Problem('conflict', { detail: `Another improvement is named ${label}.` });
      }
      await this.store.add({ id, gap: gap.id, kind, title, note, label, dataset, aimed }, tx);
      await this.store.addStep(id, 'proposed', stepBy(caller, note, at), tx);
    });
    return summaryOf(await this.find(id));
  }

  async decide(
    id: string,
    step: 'approved' | 'declined' | 'withdrawn',
    note: string | undefined,
    caller: Caller,
    at = this.clock(),
  ): Promise<ImprovementSummary> {
    const row = await this.find(id);
    if (row.state === ways[step].to) return summaryOf(row);
    refuseFrom(row.state, step);
    // Whoever holds a key may have proposed it: a key is nobody.
    if (step === 'approved' && caller.via === 'key') {
      throw new Problem('forbidden', {
        detail: 'An improvement is approved by a person who has signed in, not by a key.',
      });
    }
    if (step === 'approved' && row.steps[0]?.actorId === caller.id) {
      throw new Problem('forbidden', {
        detail: 'Who proposed an improvement cannot approve it: somebody else decides.',
      });
    }
    if (step === 'withdrawn' && isReleased(row)) {
      throw new Problem('conflict', { detail: 'It is released: it is measured, not withdrawn.' });
    }
    await this.take(row, step, { note: note ?? null, at }, caller);
    return summaryOf(await this.find(id));
  }

  async release(
    id: string,
    { bot, version }: BodyOf<typeof routes.improvementRelease>,
    caller: Caller,
  ): Promise<ImprovementSummary> {
    const row = await this.find(id);
    if (row.bot === bot && row.version === version) return summaryOf(row);
    const known = await this.courses.releases(row.gap_id);
    if (!known.some((release) => release.bot === bot && release.version === version)) {
      throw new Problem('unprocessable', {
        detail: `No bot of this gap's escalations released ${version}: announce it with a bot.released event.`,
      });
    }
    await this.take(
      row,
      'released',
      { note: null, at: this.clock() },
      caller,
      (tx) => this.store.setRelease(id, bot, version, tx),
      {
        bot,
        version,
      },
    );
    await this.measures.runOnce();
    return summaryOf(await this.find(id));
  }

  private async take(
    { id, gap_id: gap }: ImprovementRow,
    step: Exclude<Step, 'proposed'>,
    { note, at }: { note: string | null; at: number },
    caller: Caller,
    also?: (tx: Transaction) => Promise<void>,
    more: Record<string, string> = {},
  ): Promise<void> {
    const data = { improvement: id, gap, ...(note === null ? {} : { note }), ...more };
    await this.ingest.record({ type: `improvement.${step}`, data, at }, actorOf(caller), async (tx) => {
      refuseFrom((await this.store.hold(id, tx)) ?? 'withdrawn', step);
      await this.store.setState(id, ways[step].to, tx);
      await this.store.addStep(id, step, stepBy(caller, note, at), tx);
      await also?.(tx);
    });
  }

  private async find(id: string): Promise<ImprovementRow> {
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no improvement ${id}` });
    return row;
  }
}

const actorOf = ({ id, name }: Caller) => ({ id, name });

const stepBy = (caller: Caller, note: string | null, at: number) => ({
  at: new Date(at),
  actor: actorOf(caller),
  note,
});

/** What a measured effect makes of a released improvement. */
const turnedOut = {
  improved: 'verified',
  no_effect: 'no_effect',
  regressed: 'regressed',
  too_early: 'measuring',
  no_control: 'measuring',
} as const;

function statusOf(row: ImprovementRow): ImprovementStatus {
  if (row.state === 'declined' || row.state === 'withdrawn') return row.state;
  return isReleased(row) ? turnedOut[row.measured?.verdict ?? 'too_early'] : row.state;
}

export function summaryOf(row: ImprovementRow): ImprovementSummary {
  const [proposed] = row.steps;
  const decided = row.steps.findLast(({ step }) => step !== 'proposed' && step !== 'released');
  const approved = row.steps.find(({ step }) => step === 'approved');
  const by = (step: (typeof row.steps)[number]) => ({ name: step.actor, at: step.at });
  const release = isReleased(row)
    ? { bot: row.bot, version: row.version ?? '', at: row.released_at.toISOString() }
    : null;
  return {
    id: row.id,
    title: row.title,
    kind: row.kind,
    label: row.label,
    gap: { id: row.gap_id, name: row.gap_name },
    status: statusOf(row),
    aimed: row.aimed,
    dataset:
      row.dataset_id === null || row.dataset_name === null
        ? null
        : { id: row.dataset_id, name: row.dataset_name, version: row.dataset_version ?? 0 },
    proposed: proposed ? by(proposed) : { name: '', at: new Date(0).toISOString() },
    decided: decided ? by(decided) : null,
    release,
    unapproved: release !== null && !(approved && approved.at <= release.at),
    effect: row.measured && shown(row.measured),
  };
}

const shown = ({ contrast: _, ...effect }: KeptEffect): ImprovementEffect => effect;
