import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { CursorStore } from '../follow/cursor.store.js';
import { GapService } from '../gaps/gap.service.js';
import { ImprovementService } from '../improvements/improvement.service.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { dayMs, releasedAt } from '../simulate/arrivals.js';
import { releases } from '../simulate/sites.js';
import { SamplePeopleService } from './sample-people.service.js';

const checkMs = 2_000;
/** Gaps of the whole sample are found long before. */
const patienceMs = 600_000;

/** How long before its release, ms. */
const [proposedBefore, approvedBefore] = [6 * dayMs, 2 * dayMs];

/** What the sample's trainer proposes for gaps, by the intent that humans resolve them as. */
const proposals = [
  { intent: 'update_address', kind: 'training_phrases', title: 'Phrases for a change of address' },
  { intent: 'card_declined_abroad', kind: 'knowledge', title: 'What to do when a card fails abroad' },
  { intent: 'dispute_fee', kind: 'new_intent', title: 'Recognise disputes of fees' },
  { intent: 'joint_account_holder', kind: 'new_intent', title: 'Add a holder to an account' },
] as const;

/** In demo mode: proposals for gaps of the sample, whose releases name some of them. */
@Injectable()
export class SampleImprovementsService {
  constructor(
    private readonly people: SamplePeopleService,
    private readonly ledger: LedgerStore,
    private readonly cursors: CursorStore,
    private readonly gaps: GapService,
    private readonly improvements: ImprovementService,
  ) {}

  /** Call it once the sample is loaded. `now`: when its events end, ms. */
  async propose(now: number, isStopping: () => boolean): Promise<void> {
    const left = new Set(proposals);
    const [trainer, admin] = await Promise.all([this.people.find('trainer'), this.people.find('admin')]);
    let last = -1;
    for (let waited = 0; left.size > 0 && waited < patienceMs && !isStopping(); waited += checkMs) {
      await setTimeout(checkMs);
      const head = await this.ledger.head();
      const isStill = head === last && (await this.cursors.read('gaps')) >= head;
      last = head;
      if (!isStill) continue;
      const { gaps } = await this.gaps.list({ includeDismissed: false });
      for (const proposal of left) {
        const { intent, kind, title } = proposal;
        const gap = gaps.find(({ resolvedIntent }) => resolvedIntent?.name === intent);
        if (!gap) continue;
        left.delete(proposal);
        const body = { gap: gap.id, kind, title, label: intent, aimed: 0.3 };
        const released = releases.find(({ improvements }) => improvements?.includes(intent));
        const end = released ? releasedAt({ now }, released.daysBefore) : now;
        const { id } = await this.improvements.propose(body, trainer, end - proposedBefore);
        if (released) await this.improvements.decide(id, 'approved', undefined, admin, end - approvedBefore);
      }
    }
  }
}
