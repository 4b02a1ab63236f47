import { Controller } from '@nestjs/common';
import type { QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromQuery, Route } from '../http/route.js';
import { DetectorService } from './detector.service.js';

@Controller()
export class DetectorController {
  constructor(private readonly detectors: DetectorService) {}

  @Route(routes.detectorList)
  list(@FromQuery(routes.detectorList) query: QueryOf<typeof routes.detectorList>) {
    return this.detectors.list(query);
  }

  @Route(routes.sourceFaults)
  sources(@FromQuery(routes.sourceFaults) query: QueryOf<typeof routes.sourceFaults>) {
    return this.detectors.sources(query);
  }
}
