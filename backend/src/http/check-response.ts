import { isDeepStrictEqual } from 'node:util';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import type { RouteSpec } from '../contract/route.js';
import { routeSpec } from './route.js';

/** Fails a request whose JSON answer is not exactly what the route table promises: for tests. */
@Injectable()
export class CheckResponse implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const spec = this.reflector.get<RouteSpec | undefined>(routeSpec, context.getHandler());
    return next.handle().pipe(map((answer: unknown) => (spec ? checked(spec, answer) : answer)));
  }
}

function checked(spec: RouteSpec, answer: unknown): unknown {
  const name = `${spec.method} ${spec.path}`;
  if (spec.produces && answer instanceof StreamableFile) return answer;
  if (!spec.response) {
    if (!spec.produces && answer !== undefined) throw new Error(`${name} promises no answer, but gave one`);
    return answer;
  }
  const wire: unknown = JSON.parse(JSON.stringify(answer ?? null));
  const parsed = spec.response.safeParse(wire);
  if (!parsed.success) throw new Error(`${name} broke its contract:\n${z.prettifyError(parsed.error)}`);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), wire)) {
    throw new Error(`${name} answers with members that its contract does not name`);
  }
  return answer;
}
