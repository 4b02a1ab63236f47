import { Injectable } from '@nestjs/common';
import type { QueryOf } from '../../contract/route.js';
import type { routes } from '../../contract/routes.js';
import type { Transaction } from '../../db/database.js';
import { MapStore } from './map.store.js';
import { layOutGaps } from './map-layout.js';
import { tableOfPoints } from './map-table.js';

/** The map of gaps: laid out whenever gaps come or go, each where it lay before. */
@Injectable()
export class MapService {
  constructor(private readonly store: MapStore) {}

  async layOut(tx: Transaction): Promise<void> {
    await this.store.place(await layOutGaps(await this.store.gaps(tx)), tx);
  }

  /** As an Arrow IPC stream. */
  async points({ from, to }: QueryOf<typeof routes.gapMap>): Promise<Uint8Array> {
    const range = {
      from: from === undefined ? null : new Date(from),
      to: to === undefined ? null : new Date(to),
    };
    return tableOfPoints(await this.store.points(range));
  }
}
