import { Controller, Header, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AnswerOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromParams, FromQuery, Route } from '../http/route.js';
import { sendImmutable } from '../http/send-immutable.js';
import { CheckpointsService } from './checkpoints.service.js';
import { EntriesService } from './entries.service.js';
import { LedgerStatusService } from './ledger-status.service.js';
import { LogService } from './log.service.js';

@Controller()
export class LedgerController {
  constructor(
    private readonly statusOf: LedgerStatusService,
    private readonly entriesOf: EntriesService,
    private readonly checkpointsOf: CheckpointsService,
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

  @Route(routes.ledgerCheckpoints)
  checkpoints(
    @FromQuery(routes.ledgerCheckpoints) query: QueryOf<typeof routes.ledgerCheckpoints>,
  ): Promise<AnswerOf<typeof routes.ledgerCheckpoints>> {
    return this.checkpointsOf.list(query);
  }

  @Route(routes.ledgerKeys)
  keys(): Promise<AnswerOf<typeof routes.ledgerKeys>> {
    return this.checkpointsOf.keys();
  }

  @Route(routes.logCheckpoint)
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'max-age=2')
  checkpoint(
    @FromParams(routes.logCheckpoint) { log }: ParamsOf<typeof routes.logCheckpoint>,
  ): Promise<string> {
    return this.log.checkpoint(log);
  }

  @Route(routes.logTile)
  async tile(
    @FromParams(routes.logTile) { log, '*': path }: ParamsOf<typeof routes.logTile>,
    @Headers('accept-encoding') encodings: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const tile = await this.log.tile(log, path);
    // Hashes cannot be compressed.
    return sendImmutable(reply, tile, path.startsWith('entries/') ? encodings : undefined);
  }

  @Route(routes.logEntryProof)
  @Header('content-type', 'text/plain; charset=utf-8')
  entryProof(
    @FromParams(routes.logEntryProof) { log, index }: ParamsOf<typeof routes.logEntryProof>,
  ): Promise<string> {
    return this.log.entryProof(log, index);
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
