import { Injectable } from '@nestjs/common';
import type { EntryRow } from './entries.store.js';
import { type EntryFilter, isNarrow, isScattered } from './entry-filter.js';
import { LedgerStore } from './ledger.store.js';
import { type Page, SearchStore } from './search.store.js';

/** Runs of leaves that are looked through at once. */
const spansAtOnce = 16;

/** Searches the ledger, newest first. */
@Injectable()
export class SearchService {
  constructor(
    private readonly store: SearchStore,
    private readonly ledger: LedgerStore,
  ) {}

  async list(filter: EntryFilter, page: Page): Promise<EntryRow[]> {
    if (isNarrow(filter) || !isScattered(filter)) return this.store.list(filter, page);
    return this.walk(filter, page);
  }

  /** From the newest leaves down, past every run that cannot hold what is sought. */
  private async walk(filter: EntryFilter, page: Page): Promise<EntryRow[]> {
    const spans = await this.store.spans(filter, page.before ?? (await this.ledger.head()));
    const found: EntryRow[] = [];
    for (let at = 0, width = 1; at < spans.length && found.length < page.limit; at += width, width *= 2) {
      width = Math.min(width, spansAtOnce);
      const rest = { ...page, limit: page.limit - found.length };
      found.push(...(await this.store.listIn(spans.slice(at, at + width), filter, rest)));
    }
    return found;
  }

  /** Keeps in mind what full runs of leaves hold. */
  summarise(): Promise<void> {
    return this.store.summarise(spansAtOnce);
  }
}
