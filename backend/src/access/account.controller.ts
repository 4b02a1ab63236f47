import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromBody, FromParams, Route } from '../http/route.js';
import { AccountService } from './account.service.js';

@Controller()
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Route(routes.userList)
  list() {
    return this.accounts.list();
  }

  @Route(routes.userCreate)
  create(@FromBody(routes.userCreate) body: BodyOf<typeof routes.userCreate>) {
    return this.accounts.create(body);
  }

  @Route(routes.userChange)
  change(
    @FromParams(routes.userChange) { id }: ParamsOf<typeof routes.userChange>,
    @FromBody(routes.userChange) body: BodyOf<typeof routes.userChange>,
  ) {
    return this.accounts.change(id, body);
  }

  @Route(routes.keyList)
  listKeys() {
    return this.accounts.listKeys();
  }

  @Route(routes.keyCreate)
  createKey(@FromBody(routes.keyCreate) body: BodyOf<typeof routes.keyCreate>) {
    return this.accounts.createKey(body.name, body.role);
  }

  @Route(routes.keyRevoke)
  revokeKey(@FromParams(routes.keyRevoke) { id }: ParamsOf<typeof routes.keyRevoke>) {
    return this.accounts.revokeKey(id);
  }
}
