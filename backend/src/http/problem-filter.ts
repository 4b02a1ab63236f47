import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, type ProblemCode, problemKinds } from '../contract/problem.js';
import { isUnavailable, retryAfterSeconds } from '../db/unavailable.js';

const codesByStatus: Record<number, ProblemCode> = {
  400: 'bad_request',
  401: 'not_signed_in',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  409: 'conflict',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported_media',
  422: 'unprocessable',
  429: 'too_many_attempts',
  431: 'too_large',
  503: 'unavailable',
};

/** Errors of Fastify and Nest carry a status below 500 when the request was at fault. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) return new Problem('unavailable', {}, { cause: error });
  const code = codesByStatus[statusOf(error) ?? 500];
  return new Problem(code ?? 'internal', {}, { cause: error });
}

/** RFC 9457. */
export function problemDocument(problem: Problem, instance: string): Record<string, unknown> {
  const { title, status } = problemKinds[problem.code];
  return {
    type: `urn:baton:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    ...problem.members,
    instance: `urn:baton:request:${instance}`,
  };
}

/** Turns every error into a problem document. What failed on our side is logged and never shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    /** In tests the reason of a 500 is worth more than silence. */
    private readonly tellAll: boolean,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = toProblem(error);
    const { code, status } = problem;
    const document = problemDocument(problem, request.id);
    if (code === 'internal') {
      this.log.error({ err: error, request: request.id, route: request.routeOptions?.url }, 'request failed');
      if (this.tellAll) document.detail = String((error as Error)?.stack ?? error);
    } else if (code === 'unavailable') {
      this.log.warn({ err: error, request: request.id }, 'request refused for now');
    }
    if (reply.sent || reply.raw.headersSent) {
      // The answer has begun: cutting it is the only way to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    // A rollback does not pass by waiting.
    if ((status === 503 && code !== 'ledger_rollback') || status === 429) {
      reply.header('retry-after', String(problem.members.retryAfter ?? retryAfterSeconds));
    }
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    reply.status(status).header('content-type', 'application/problem+json; charset=utf-8');
    reply.send(JSON.stringify(document));
  }
}
