import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { DecisionStore } from './decision.store.js';
import type { Described } from './describe/describe.js';
import { describeMembers } from './describe/describe-members.js';
import { MapService } from './map/map.service.js';
import { placementOf } from './placement.js';
import { PlacementStore } from './placement.store.js';
import { most, RemadeStore } from './remade.store.js';

/** Brings what people decided and what was found together: members, and what the gaps made by people are about. */
@Injectable()
export class PlacementService {
  constructor(
    private readonly decisions: DecisionStore,
    private readonly store: PlacementStore,
    private readonly remade: RemadeStore,
    private readonly map: MapService,
  ) {}

  /** `all`: after a run, which found everything anew. */
  async settle(extent: 'changed' | 'all', tx: Transaction): Promise<void> {
    await this.store.lock(tx);
    const placement = placementOf(await this.decisions.placing(tx));
    await this.store.write(placement, extent === 'all', tx);
    const unfound = await this.store.unfound(placement.targets, tx);
    await this.describe([...new Set([...placement.remade, ...unfound])].sort(), tx);
    await this.map.layOut(tx);
  }

  private async describe(ids: readonly string[], tx: Transaction): Promise<void> {
    if (ids.length === 0) return;
    const background = await this.remade.background(tx);
    const described = new Map<string, Described>();
    for (const [id, members] of await this.remade.members(ids, most, tx)) {
      const about = describeMembers(members, background);
      if (about) described.set(id, about);
    }
    await this.remade.describe(described, tx);
  }
}
