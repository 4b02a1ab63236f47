import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { RouteSpec, Shows } from '../contract/route.js';
import { routeSpec } from '../http/route.js';
import { keyOf } from './look.js';
import { LooksService } from './looks.service.js';

/** Takes down who is shown what, before they are shown it. A refused answer shows nothing. */
@Injectable()
export class LooksInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  constructor(
    private readonly looks: LooksService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const spec = this.reflector.get<RouteSpec | undefined>(routeSpec, context.getHandler());
    const shows = spec?.shows;
    if (!spec || !shows || shows.recordedAs) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (reply.statusCode < 300) await this.note(spec, shows, request);
        return answer;
      }),
    );
  }

  /** Fails closed: what cannot be recorded is not shown. */
  private async note(spec: RouteSpec, shows: Shows, request: FastifyRequest): Promise<void> {
    const { caller, params, query, body } = request;
    if (!caller) throw new Problem('not_signed_in');
    const { id, name, via, purpose = null } = caller;
    const { kind, action = 'viewed' } = shows;
    const key = keyOf(spec, shows, { params, query, body });
    const at = new Date(this.clock());
    try {
      await this.looks.note({ at, actor: { id, name }, via, action, kind, key, purpose });
    } catch (cause) {
      const detail = 'Who looks at this could not be recorded, so it is not shown.';
      throw new Problem('unavailable', { detail }, { cause });
    }
  }
}
