import { Injectable } from '@nestjs/common';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { summariseEntry } from '../ledger/entries.service.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { SearchService } from '../ledger/search.service.js';
import { ScopeService } from './scope.service.js';

/** An auditor's search. */
@Injectable()
export class EntryListService {
  constructor(
    private readonly scopes: ScopeService,
    private readonly search: SearchService,
    private readonly ledger: LedgerStore,
  ) {}

  async list(query: QueryOf<typeof routes.ledgerEntries>): Promise<AnswerOf<typeof routes.ledgerEntries>> {
    const { before, limit } = query;
    const filter = await this.scopes.ofQuery(query);
    const rows = await this.search.list(filter, { before, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const next = rows.length > limit ? (items.at(-1)?.leaf_index ?? null) : null;
    return { items: items.map(summariseEntry), next, size: await this.ledger.head() };
  }
}
