import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { assign, centreOf, type GapCentre, tellingTerms } from './assign.js';
import { AssignStore } from './assign.store.js';
import { PlacementStore } from './placement.store.js';
import { RemadeStore } from './remade.store.js';

const batch = 1_000;
/** Most central members that a gap's centre is made of. */
const membersPerCentre = 100;

/** Puts new escalations into the gaps that are there, within seconds; the next run looks at everything anew. */
@Injectable()
export class AssignService {
  constructor(
    private readonly database: Database,
    private readonly store: AssignStore,
    private readonly placement: PlacementStore,
    private readonly members: RemadeStore,
  ) {}

  /** A step of the schedule, after the followers. Answers how many found a gap. */
  async run(): Promise<number> {
    let assigned = 0;
    while (await this.store.isWaiting()) {
      const done = await this.database.tryLock('gaps.assign', (tx) => this.assignSome(tx));
      if (done === undefined) break;
      assigned += done;
    }
    return assigned;
  }

  /** After a run: what the next escalations are held against. */
  async learn(tx: Transaction): Promise<void> {
    const tells = tellingTerms(await this.members.background(tx));
    const centres: GapCentre[] = [];
    for (const [id, members] of await this.members.members(null, membersPerCentre, tx)) {
      const centre = centreOf(id, members, tells);
      if (centre) centres.push(centre);
      await breathe();
    }
    await this.store.keep({ tells, centres }, tx);
  }

  private async assignSome(tx: Transaction): Promise<number> {
    await this.placement.lock(tx);
    const { escalations } = await this.store.take(batch, tx);
    const model = await this.store.model(tx);
    if (!model || escalations.length === 0) return 0;
    const assignments = assign(model, escalations);
    await this.store.add(assignments, tx);
    return assignments.length;
  }
}
