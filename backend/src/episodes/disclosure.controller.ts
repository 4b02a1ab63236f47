import { Controller } from '@nestjs/common';
import type { AnswerOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromParams, Route } from '../http/route.js';
import { DisclosureService } from './disclosure.service.js';

@Controller()
export class DisclosureController {
  constructor(private readonly disclosure: DisclosureService) {}

  @Route(routes.ledgerEntry)
  entry(
    @FromParams(routes.ledgerEntry) { index }: ParamsOf<typeof routes.ledgerEntry>,
  ): Promise<AnswerOf<typeof routes.ledgerEntry>> {
    return this.disclosure.entry(index);
  }
}
