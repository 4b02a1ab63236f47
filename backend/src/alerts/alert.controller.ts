import { Controller } from '@nestjs/common';
import type { AnswerOf, BodyOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, Route } from '../http/route.js';
import { RuleService } from './rule.service.js';

type Params = ParamsOf<typeof routes.alertRuleChange>;

@Controller()
export class AlertController {
  constructor(private readonly rules: RuleService) {}

  @Route(routes.alertList)
  list(): Promise<AnswerOf<typeof routes.alertList>> {
    return this.rules.raised();
  }

  @Route(routes.alertsFiring)
  firing(): Promise<AnswerOf<typeof routes.alertsFiring>> {
    return this.rules.firing();
  }

  @Route(routes.alertRuleList)
  listRules(): Promise<AnswerOf<typeof routes.alertRuleList>> {
    return this.rules.list();
  }

  @Route(routes.alertRuleCreate)
  create(
    @FromBody(routes.alertRuleCreate) body: BodyOf<typeof routes.alertRuleCreate>,
    @CurrentUser() caller: Caller,
  ): Promise<AnswerOf<typeof routes.alertRuleCreate>> {
    return this.rules.create(body, caller);
  }

  @Route(routes.alertRulePreview)
  preview(
    @FromBody(routes.alertRulePreview) body: BodyOf<typeof routes.alertRulePreview>,
  ): Promise<AnswerOf<typeof routes.alertRulePreview>> {
    return this.rules.preview(body);
  }

  @Route(routes.alertRuleChange)
  change(
    @FromParams(routes.alertRuleChange) { id }: Params,
    @FromBody(routes.alertRuleChange) body: BodyOf<typeof routes.alertRuleChange>,
    @CurrentUser() caller: Caller,
  ): Promise<AnswerOf<typeof routes.alertRuleChange>> {
    return this.rules.change(id, body, caller);
  }

  @Route(routes.alertRuleRemove)
  remove(@FromParams(routes.alertRuleRemove) { id }: Params, @CurrentUser() caller: Caller): Promise<void> {
    return this.rules.remove(id, caller);
  }
}
