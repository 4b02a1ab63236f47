import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { FollowService } from '../follow/follow.service.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import {
  type AccessFilter,
  AccessLogStore,
  type AccessPlace,
  type StoredAccess,
} from './access-log.store.js';
import { csvLine } from './csv.js';
import { LooksService } from './looks.service.js';

type Answer = AnswerOf<typeof routes.accessLog>;
type Item = Answer['items'][number];

/** How long a reading waits for the looks before it to come out of the ledger; a longer backlog is not waited for. */
const patienceMs = 2_000;
const exportRows = 1_000;
const columns = ['at', 'actor', 'via', 'action', 'kind', 'key', 'purpose', 'views', 'entry'] as const;

/** The access log as an auditor reads it: whole up to the moment of asking. */
@Injectable()
export class AccessLogService {
  constructor(
    private readonly log: AccessLogStore,
    private readonly looks: LooksService,
    private readonly sequencer: SequencerService,
    private readonly follow: FollowService,
  ) {}

  async list({ before, limit, ...filter }: QueryOf<typeof routes.accessLog>): Promise<Answer> {
    const place = before === undefined ? undefined : readPlace(before);
    await this.catchUp();
    const [rows, total] = await Promise.all([
      this.log.page(filter, place, limit + 1),
      this.log.count(filter),
    ]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { items: page.map(itemOf), next: last ? writePlace(last) : null, total };
  }

  /** The lines of a CSV file, a page of rows at a time. */
  async export(filter: AccessFilter): Promise<AsyncIterable<string>> {
    await this.catchUp();
    return this.lines(filter);
  }

  private async *lines(filter: AccessFilter): AsyncGenerator<string> {
    yield csvLine(columns);
    let place: AccessPlace | undefined;
    for (;;) {
      const rows = await this.log.page(filter, place, exportRows);
      if (rows.length > 0) yield rows.map((row) => lineOf(itemOf(row))).join('');
      const last = rows.at(-1);
      if (!last || rows.length < exportRows) return;
      place = placeOf(last);
    }
  }

  private async catchUp(): Promise<void> {
    const broughtUp = this.bringUp().catch((error: unknown) => {
      // A ledger that takes nothing at the moment can still be read.
      if (!(error instanceof Problem && error.code === 'unavailable')) throw error;
    });
    await Promise.race([broughtUp, sleep(patienceMs, undefined, { ref: false })]);
  }

  private async bringUp(): Promise<void> {
    await this.looks.enter();
    await this.sequencer.run();
    await this.follow.runAll();
  }
}

function itemOf(row: StoredAccess): Item {
  const { at, actor, via, action, kind, key, purpose, views, entry } = row;
  return { at: at.toISOString(), actor, via, action, kind, key, purpose, views, entry };
}

const lineOf = (item: Item): string => csvLine(columns.map((name) => item[name]));

const placeOf = ({ at, entry, item_no }: StoredAccess): AccessPlace => ({ at, entry, itemNo: item_no });

const writePlace = ({ at, entry, item_no }: StoredAccess): string =>
  Buffer.from(`${at.getTime()} ${entry} ${item_no}`).toString('base64url');

function readPlace(text: string): AccessPlace {
  const found = /^(\d{1,15}) (\d{1,15}) (\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString());
  if (!found) throw new Problem('invalid_input', { detail: 'The cursor does not come from this list.' });
  return { at: new Date(Number(found[1])), entry: Number(found[2]), itemNo: Number(found[3]) };
}
