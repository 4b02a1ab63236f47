import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { arrowStream, type RouteSpec } from '../contract/route.js';
import { routeSpec } from '../http/route.js';
import { arrowOf } from './arrow-table.js';

/** Gives an answer's table as Arrow to whoever asks for that in place of JSON. */
@Injectable()
export class ArrowInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const spec = this.reflector.get<RouteSpec | undefined>(routeSpec, context.getHandler());
    if (!spec?.produces?.includes(arrowStream)) return next.handle();
    const http = context.switchToHttp();
    http.getResponse<FastifyReply>().header('vary', 'Accept');
    if (!http.getRequest<FastifyRequest>().headers.accept?.includes(arrowStream)) return next.handle();
    const name = spec.path.split('/').slice(3).join('-');
    return next.handle().pipe(
      map((answer: unknown) => {
        const bytes = arrowOf(spec, answer);
        if (!bytes) throw new Error(`${spec.path} promises a table that nobody makes`);
        return new StreamableFile(bytes, {
          type: arrowStream,
          disposition: `attachment; filename="${name}.arrows"`,
          length: bytes.byteLength,
        });
      }),
    );
  }
}
