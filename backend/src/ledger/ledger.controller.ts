import { Controller, Header } from '@nestjs/common';
import type { AnswerOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromParams, FromQuery, Route } from '../http/route.js';
import { EntriesService } from './entries.service.js';
import { LedgerStatusService } from './ledger-status.service.js';
import { LogService } from './log.service.js';

@Controller()
export class LedgerController {
  constructor(
    private readonly statusOf: LedgerStatusService,
    private readonly entriesOf: EntriesService,
    private readonly log: LogService,
  ) {}

  @Route(routes.ledgerStatus)
  status(): Promise<AnswerOf<typeof routes.ledgerStatus>> {
    return this.statusOf.read();
  }

  @Route(routes.ledgerEntries)
  entries(
    @FromQuery(routes.ledgerEntries) query: QueryOf<typeof routes.ledgerEntries>,
  ): Promise<AnswerOf<typeof routes.ledgerEntries>> {
    return this.entriesOf.list(query);
  }

  @Route(routes.ledgerEntry)
  entry(
    @FromParams(routes.ledgerEntry) { index }: ParamsOf<typeof routes.ledgerEntry>,
  ): Promise<AnswerOf<typeof routes.ledgerEntry>> {
    return this.entriesOf.get(index);
  }

  @Route(routes.logCheckpoint)
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'max-age=2')
  checkpoint(
    @FromParams(routes.logCheckpoint) { log }: ParamsOf<typeof routes.logCheckpoint>,
  ): Promise<string> {
    return this.log.checkpoint(log);
  }

  @Route(routes.logInclusion)
  inclusion(
    @FromParams(routes.logInclusion) { log }: ParamsOf<typeof routes.logInclusion>,
    @FromQuery(routes.logInclusion) { index, size }: QueryOf<typeof routes.logInclusion>,
  ): Promise<AnswerOf<typeof routes.logInclusion>> {
    return this.log.inclusion(log, index, size);
  }

  @Route(routes.logConsistency)
  consistency(
    @FromParams(routes.logConsistency) { log }: ParamsOf<typeof routes.logConsistency>,
    @FromQuery(routes.logConsistency) { first, second }: QueryOf<typeof routes.logConsistency>,
  ): Promise<AnswerOf<typeof routes.logConsistency>> {
    return this.log.consistency(log, first, second);
  }
}
