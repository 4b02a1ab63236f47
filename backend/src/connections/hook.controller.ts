import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../contract/problem.js';
import type { ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type BodyStream, FromParams, FromStream, Route } from '../http/route.js';
import { HookService } from './hook.service.js';

@Controller()
export class HookController {
  constructor(private readonly hooks: HookService) {}

  @Route(routes.hookReceive)
  receive(
    @FromParams(routes.hookReceive) { name }: ParamsOf<typeof routes.hookReceive>,
    @FromStream() { stream, contentType, contentEncoding }: BodyStream,
    @Req() { headers, raw, ip }: FastifyRequest,
  ) {
    if (contentEncoding !== undefined) {
      throw new Problem('unsupported_media', { detail: 'A delivery must not be compressed.' });
    }
    const [, query] = (raw.url ?? '').split(/(?=\?)/, 2);
    return this.hooks.receive(name, { stream, headers, contentType, query: query ?? '', address: ip });
  }

  /** Some vendors look whether the address answers before they use it. */
  @Route(routes.hookProbe)
  probe() {
    return { takesDeliveries: true as const };
  }
}
