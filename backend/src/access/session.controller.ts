import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromBody, Route } from '../http/route.js';
import { AccessService } from './access.service.js';
import { AccountService } from './account.service.js';
import { giveSessionCookie, readSessionCookie, takeSessionCookie } from './cookie.js';

type Session = AnswerOf<typeof routes.sessionGet>;

@Controller()
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly access: AccessService,
    private readonly accounts: AccountService,
  ) {}

  @Route(routes.setup)
  async setUp(
    @FromBody(routes.setup) body: BodyOf<typeof routes.setup>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const account = await this.accounts.setUp(body);
    const { token, session } = await this.access.openSession(account.id);
    giveSessionCookie(reply, this.config, token);
    return session;
  }

  @Route(routes.sessionStart)
  async signIn(
    @FromBody(routes.sessionStart) body: BodyOf<typeof routes.sessionStart>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const { token, session } = await this.access.signIn(body, request.ip);
    const former = readSessionCookie(request, this.config);
    if (former) await this.access.signOut(former);
    giveSessionCookie(reply, this.config, token);
    return session;
  }

  @Route(routes.sessionGet)
  get(@Req() request: FastifyRequest): Promise<Session> {
    return this.access.describeSession(this.tokenOf(request));
  }

  @Route(routes.sessionCurrent)
  async current(@Req() request: FastifyRequest): Promise<AnswerOf<typeof routes.sessionCurrent>> {
    const token = readSessionCookie(request, this.config);
    return { session: token ? await this.access.currentSession(token) : null };
  }

  @Route(routes.sessionPassword)
  async changePassword(
    @FromBody(routes.sessionPassword) body: BodyOf<typeof routes.sessionPassword>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const { token, session } = await this.access.changePassword(this.tokenOf(request), body, request.ip);
    giveSessionCookie(reply, this.config, token);
    return session;
  }

  @Route(routes.sessionEnd)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.access.signOut(this.tokenOf(request));
    takeSessionCookie(reply, this.config);
  }

  private tokenOf(request: FastifyRequest): string {
    const token = request.caller?.via === 'session' && readSessionCookie(request, this.config);
    if (!token) throw new Problem('forbidden', { detail: 'An API key has no session.' });
    return token;
  }
}
