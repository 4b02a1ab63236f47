import { Readable } from 'node:stream';
import { Controller, StreamableFile } from '@nestjs/common';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromQuery, Route } from '../http/route.js';
import { AccessLogService } from './access-log.service.js';

@Controller()
export class AccessLogController {
  constructor(private readonly log: AccessLogService) {}

  @Route(routes.accessLog)
  list(
    @FromQuery(routes.accessLog) query: QueryOf<typeof routes.accessLog>,
  ): Promise<AnswerOf<typeof routes.accessLog>> {
    return this.log.list(query);
  }

  @Route(routes.accessLogExport)
  async export(
    @FromQuery(routes.accessLogExport) filter: QueryOf<typeof routes.accessLogExport>,
  ): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.log.export(filter), { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="access-log.csv"',
    });
  }
}
