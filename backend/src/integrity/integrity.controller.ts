import { Controller } from '@nestjs/common';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, Route } from '../http/route.js';
import { IntegrityService } from './integrity.service.js';

@Controller()
export class IntegrityController {
  constructor(private readonly integrity: IntegrityService) {}

  @Route(routes.ledgerVerify)
  verify(@CurrentUser() caller: Caller): Promise<AnswerOf<typeof routes.ledgerVerify>> {
    return this.integrity.run(caller);
  }
}
