import { Controller, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { Route } from '../http/route.js';
import { AccountService } from './account.service.js';
import { sampleLogins } from './sample-accounts.js';
import { SampleProgress } from './sample-progress.js';

@Controller()
export class StatusController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: AccountService,
    private readonly sample: SampleProgress,
  ) {}

  @Route(routes.status)
  async status(): Promise<AnswerOf<typeof routes.status>> {
    return {
      version: this.config.version,
      setupNeeded: await this.accounts.setupNeeded(),
      demo: this.sample.value,
      logins: this.config.demo ? sampleLogins : [],
    };
  }
}
