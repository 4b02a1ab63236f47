import { Controller, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../contract/problem.js';
import { routes } from '../contract/routes.js';
import { type BodyStream, FromStream, Route } from '../http/route.js';
import { type IngestAnswer, IngestService } from './ingest.service.js';
import { readEvents } from './read-events.js';

@Controller()
export class IngestController {
  constructor(private readonly ingest: IngestService) {}

  @Route(routes.ingest)
  async receive(
    @FromStream() { stream, contentType, contentEncoding }: BodyStream,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IngestAnswer> {
    const answer = await this.ingest.acceptTexts(readEvents(stream, contentType, contentEncoding));
    const kept = answer.accepted + answer.duplicate;
    const refused = answer.conflict + answer.invalid;
    if (kept + refused === 0) throw new Problem('bad_request', { detail: 'The body holds no event.' });
    if (refused > 0) reply.status(kept > 0 ? HttpStatus.MULTI_STATUS : statusOfRefused(answer));
    return answer;
  }
}

/** Nothing was kept: 409 when it was all said before in other words, else 400. The body is the receipts. */
function statusOfRefused(answer: IngestAnswer): HttpStatus {
  return answer.invalid > 0 ? HttpStatus.BAD_REQUEST : HttpStatus.CONFLICT;
}
