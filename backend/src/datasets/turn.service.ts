import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { DatasetRequest, TurnSettings } from '../contract/datasets.js';
import type { Transaction } from '../db/database.js';
import { keyOf } from '../episodes/key.js';
import { orderEvents } from '../episodes/order.js';
import { type MaskWords, makeMaskWords } from '../gaps/words/mask-words.js';
import { byConversation } from '../ledger/by-conversation.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mapInTurns } from '../turns.js';
import { type LeftOut, nothingLeftOut } from './counts.js';
import { type StretchRow, TurnStore } from './turn.store.js';
import type { Stretch } from './turn-examples.js';
import { readTurns } from './turn-features.js';

type Request = DatasetRequest & { turns: TurnSettings };

/** Of the ledger: as far as the snapshot reaches. */
const all = Number.MAX_SAFE_INTEGER;
/** Conversations whose events are in memory at a time. */
const conversationsAtOnce = 256;

/** Reads stretches of the bot with their turns from the ledger. */
@Injectable()
export class TurnService {
  private readonly terms: MaskWords;

  constructor(
    private readonly store: TurnStore,
    private readonly ledger: LedgerStore,
    @Inject(CONFIG) { maskWords }: Config,
  ) {
    this.terms = makeMaskWords(maskWords, '<term>');
  }

  /** Left out are conversations. Call it in a snapshot. */
  async read(request: Request, tx: Transaction): Promise<{ stretches: Stretch[]; leftOut: LeftOut }> {
    const rows = together(await this.store.stretches(request, tx));
    const leftOut = { ...nothingLeftOut(), ...(await this.store.leftOut(request, tx)) };
    const stretches: Stretch[] = [];
    for (let first = 0; first < rows.length; first += conversationsAtOnce) {
      const some = rows.slice(first, first + conversationsAtOnce);
      const events = byConversation(
        await this.ledger.readConversations(
          some.map(([own]) => own.conversation_key),
          all,
          tx,
        ),
      );
      const read = await mapInTurns(some, (own) => this.readConversation(own, events, request.turns));
      for (const found of read) {
        if (found === 'erased') leftOut.erased += 1;
        else if (found.length === 0) leftOut.withoutText += 1;
        else stretches.push(...found);
      }
    }
    return { stretches, leftOut };
  }

  private readConversation(
    rows: Rows,
    events: ReadonlyMap<string, readonly LedgerEvent[]>,
    { zone, words }: TurnSettings,
  ): Stretch[] | 'erased' {
    const conversation = keyOf(rows[0].conversation_key);
    const own = events.get(conversation) ?? [];
    // Whoever is erased is in no dataset that is built later.
    if (own.some(({ event }) => event === undefined)) return 'erased';
    const ordered = orderEvents(own);
    return rows.flatMap((row) => {
      const place = placeOf(row);
      const turns = readTurns(ordered, place, { zone, words, terms: this.terms });
      if (turns.length === 0) return [];
      return [{ ...place, conversation, customer: keyOf(row.customer_key), source: row.source, turns }];
    });
  }
}

/** Stretches of one conversation: at least one. */
type Rows = [StretchRow, ...StretchRow[]];

const placeOf = ({ episode_no, started_at, ended_at, escalated }: StretchRow) => ({
  episode: episode_no,
  startedAt: started_at.getTime(),
  endedAt: ended_at?.getTime() ?? null,
  escalated,
});

/** They come in the order of conversations. */
function together(rows: readonly StretchRow[]): Rows[] {
  const groups: Rows[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0].conversation_key.equals(row.conversation_key)) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
