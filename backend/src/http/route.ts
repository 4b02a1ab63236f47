import type { Readable } from 'node:stream';
import {
  applyDecorators,
  Body,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  Param,
  Query,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AccessWay } from '../contract/access-log.js';
import { Problem } from '../contract/problem.js';
import type { Role } from '../contract/roles.js';
import type { RouteSpec } from '../contract/route.js';

/** Who calls: a person by session, or a program by API key. */
export interface Caller {
  id: string;
  name: string;
  role: Role;
  via: AccessWay;
  /** Why this call reads, in the caller's own words; absent when nothing was said. */
  purpose?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

export const routeSpec = Symbol('route');

export const defaultStatus = (spec: RouteSpec): number => spec.status ?? 200;

/** Binds a controller method to a row of the route table. A method without one is refused by the guard. */
export function Route(spec: RouteSpec): MethodDecorator {
  return applyDecorators(
    RequestMapping({ path: spec.path, method: RequestMethod[spec.method] }),
    HttpCode(defaultStatus(spec)),
    SetMetadata(routeSpec, spec),
  );
}

/** The route's parsed query; Nest hands the schema to the validation pipe. */
export const FromQuery = (spec: RouteSpec): ParameterDecorator => Query({ schema: spec.query });
export const FromParams = (spec: RouteSpec): ParameterDecorator => Param({ schema: spec.params });
export const FromBody = (spec: RouteSpec): ParameterDecorator => Body({ schema: spec.body });

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** Who calls; only for routes that are not open to anyone. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = requestOf(context);
  if (!caller) throw new Problem('not_signed_in');
  return caller;
});

/** A body that its route reads itself: see `consumes` in the route table. Not decoded, not limited. */
export interface BodyStream {
  stream: Readable;
  /** Media type without parameters, lower case. */
  contentType: string;
  contentEncoding: string | undefined;
}

export const FromStream = createParamDecorator((_: unknown, context: ExecutionContext): BodyStream => {
  const { body, headers } = requestOf(context);
  if (!body) throw new Problem('bad_request', { detail: 'The request has no body.' });
  return {
    stream: body as Readable,
    contentType: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    contentEncoding: headers['content-encoding'],
  };
});
