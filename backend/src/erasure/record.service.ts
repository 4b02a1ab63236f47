import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { erasureGrounds, type erasureRecord } from '../contract/erasure.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { type Decision, DecisionsStore } from '../ledger/decisions.store.js';
import { RecordStore, type ReplayRow } from './record.store.js';

type Record = z.output<typeof erasureRecord>;

/** The open field `code` of an erasure that nobody asked for: it was kept for long enough. */
export const retentionCode = 'retention';

interface Said {
  reason?: string;
  ground?: string;
  actor?: { name?: string };
}

/** Erasures done, done again and refused. */
@Injectable()
export class RecordService {
  constructor(
    private readonly decisions: DecisionsStore,
    private readonly replays: RecordStore,
  ) {}

  async list({
    before,
    limit,
  }: QueryOf<typeof routes.erasureList>): Promise<AnswerOf<typeof routes.erasureList>> {
    const place = before === undefined ? undefined : readPlace(before);
    const [decided, replayed] = await Promise.all([
      this.decisions.latest(['subject.erased', 'erasure.refused'], place, limit + 1),
      this.replays.latest(place, limit + 1),
    ]);
    const records = [...decided.map(recordOf), ...replayed.map(replayOf)].sort(newestFirst);
    const items = records.slice(0, limit);
    const last = items.at(-1);
    return { items, next: records.length > limit && last ? `${last.at}~${last.id}` : null };
  }
}

function readPlace(text: string): { at: Date; id: string } {
  const [time = '', id = ''] = text.split('~');
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) {
    throw new Problem('invalid_input', { detail: 'before must be the next of an earlier page.' });
  }
  return { at, id };
}

const newestFirst = (a: Record, b: Record) =>
  a.at === b.at ? Number(a.id < b.id) - Number(a.id > b.id) : a.at < b.at ? 1 : -1;

function recordOf({ id, type, at, pub, entry, event }: Decision): Record {
  const { reason = null, ground = null, actor } = (event?.data ?? {}) as Said;
  const isRefused = type === 'erasure.refused';
  const code = pub.code ?? null;
  return {
    id,
    at: at.toISOString(),
    cause: isRefused ? 'refused' : code === retentionCode ? 'retention' : 'request',
    ground: isRefused ? ground : (erasureGrounds.find((known) => known === code) ?? null),
    by: actor?.name ?? null,
    reason,
    entries: pub.entries ?? 0,
    conversations: pub.conversations ?? 0,
    handoffs: pub.handoffs ?? 0,
    keys: pub.keys ?? 0,
    examples: pub.examples ?? 0,
    entry,
  };
}

function replayOf({ event_id, at, ...extent }: ReplayRow): Record {
  return {
    id: event_id,
    at: at.toISOString(),
    cause: 'replayed',
    ground: null,
    by: null,
    reason: null,
    ...extent,
    entry: null,
  };
}
