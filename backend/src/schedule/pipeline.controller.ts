import { Controller } from '@nestjs/common';
import { routes } from '../contract/routes.js';
import { Route } from '../http/route.js';
import { PipelineService } from './pipeline.service.js';

@Controller()
export class PipelineController {
  constructor(private readonly pipeline: PipelineService) {}

  @Route(routes.pipeline)
  read() {
    return this.pipeline.read();
  }
}
