import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { purposeHeader } from '../contract/access-log.js';
import { Problem } from '../contract/problem.js';
import type { RouteSpec } from '../contract/route.js';
import { readPurpose } from '../http/purpose.js';
import { type Caller, routeSpec } from '../http/route.js';
import { AccessService } from './access.service.js';
import { readSessionCookie } from './cookie.js';

/** Reads the route table: who calls, from where, and whether their role may. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly access: AccessService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const spec = this.reflector.get<RouteSpec | undefined>(routeSpec, context.getHandler());
    // Nothing answers that is not in the table.
    if (!spec) throw new Problem('not_found');
    this.refuseOtherSites(request, spec);
    if (spec.access === 'anyone') return true;
    const caller = await this.findCaller(request);
    if (!caller) throw new Problem('not_signed_in', { detail: howToSignIn(request) });
    if (!spec.access.includes(caller.role)) throw new Problem('forbidden');
    request.caller = { ...caller, purpose: readPurpose(request.headers[purposeHeader]) };
    return true;
  }

  private async findCaller(request: FastifyRequest): Promise<Caller | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [scheme, key] = authorization.split(' ');
      if (scheme?.toLowerCase() !== 'bearer' || !key) return undefined;
      return this.access.callerByKey(key);
    }
    const token = readSessionCookie(request, this.config);
    return token ? this.access.callerBySession(token) : undefined;
  }

  /**
   * Another site can make a browser send our cookie, but can neither forge these headers nor add
   * `Authorization`. Whoever sends a cookie and neither header is no browser of today.
   */
  private refuseOtherSites(request: FastifyRequest, spec: RouteSpec): void {
    const { headers } = request;
    if (spec.method === 'GET' || headers.authorization !== undefined) return;
    const { origin } = headers;
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('cross_site');
    if (origin !== undefined && !this.isOurs(origin, request)) throw new Problem('cross_site');
    const named = site !== undefined || origin !== undefined;
    if (!named && readSessionCookie(request, this.config)) throw new Problem('cross_site');
  }

  private isOurs(origin: string, request: FastifyRequest): boolean {
    if (origin === new URL(this.config.publicUrl).origin) return true;
    return URL.canParse(origin) && new URL(origin).host === request.host;
  }
}

function howToSignIn({ headers: { authorization } }: FastifyRequest): string {
  if (authorization === undefined) {
    return 'A program sends an API key in the header "authorization: Bearer KEY"; `baton key create` makes one.';
  }
  return /^bearer \S/i.test(authorization)
    ? 'This API key is not known here, or it was revoked.'
    : 'The header "authorization" must be "Bearer" and an API key.';
}
