import { Controller, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AnswerOf, BodyOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromQuery, Route } from '../http/route.js';
import { EntryListService } from './entry-list.service.js';
import { EvidenceService } from './evidence.service.js';

@Controller()
export class EvidenceController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly found: EntryListService,
  ) {}

  @Route(routes.ledgerEntries)
  entries(
    @FromQuery(routes.ledgerEntries) query: QueryOf<typeof routes.ledgerEntries>,
  ): Promise<AnswerOf<typeof routes.ledgerEntries>> {
    return this.found.list(query);
  }

  @Route(routes.evidencePreview)
  preview(
    @FromBody(routes.evidencePreview) request: BodyOf<typeof routes.evidencePreview>,
  ): Promise<AnswerOf<typeof routes.evidencePreview>> {
    return this.evidence.preview(request);
  }

  /** The digest is the one that the ledger has of it. */
  @Route(routes.evidencePack)
  async pack(
    @FromBody(routes.evidencePack) request: BodyOf<typeof routes.evidencePack>,
    @CurrentUser() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content, bytes, sha256 } = await this.evidence.make(request, caller);
    reply.header('repr-digest', `sha-256=:${sha256.toString('base64')}:`);
    const name = `baton-evidence-${sha256.toString('hex', 0, 6)}.zip`;
    return new StreamableFile(content, {
      type: 'application/zip',
      disposition: `attachment; filename="${name}"`,
      length: bytes,
    });
  }
}
