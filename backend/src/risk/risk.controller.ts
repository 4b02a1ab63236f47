import { Controller } from '@nestjs/common';
import type { QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromQuery, Route } from '../http/route.js';
import { GuardService } from './guard.service.js';
import { ReadinessService } from './readiness.service.js';
import { RoutingService } from './routing.service.js';

@Controller()
export class RiskController {
  constructor(
    private readonly routing: RoutingService,
    private readonly readinesses: ReadinessService,
    private readonly guards: GuardService,
  ) {}

  @Route(routes.riskPaths)
  paths(@FromQuery(routes.riskPaths) query: QueryOf<typeof routes.riskPaths>) {
    return this.routing.list(query);
  }

  @Route(routes.riskOutage)
  outage(@FromQuery(routes.riskOutage) query: QueryOf<typeof routes.riskOutage>) {
    return this.routing.outage(query);
  }

  @Route(routes.riskReadiness)
  readiness(@FromQuery(routes.riskReadiness) query: QueryOf<typeof routes.riskReadiness>) {
    return this.readinesses.read(query);
  }

  @Route(routes.riskGuard)
  guard(@FromQuery(routes.riskGuard) query: QueryOf<typeof routes.riskGuard>) {
    return this.guards.read(query);
  }
}
