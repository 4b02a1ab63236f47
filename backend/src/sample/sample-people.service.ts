import { Injectable } from '@nestjs/common';
import { AccountService } from '../access/account.service.js';
import { sampleLogins } from '../access/sample-accounts.js';
import type { Role } from '../contract/roles.js';
import type { Caller } from '../http/route.js';

/** Whoever decides in the sample: its accounts, one for each role. */
@Injectable()
export class SamplePeopleService {
  constructor(private readonly accounts: AccountService) {}

  async find(role: Role): Promise<Caller> {
    const email = sampleLogins.find((login) => login.role === role)?.email;
    const account = (await this.accounts.list()).find((one) => one.email === email);
    if (!account) throw new Error(`there is no sample account of a ${role}`);
    return { id: account.id, name: account.name, role, via: 'session' };
  }
}
