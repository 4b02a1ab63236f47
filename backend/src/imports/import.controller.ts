import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import {
  type BodyStream,
  type Caller,
  CurrentUser,
  FromBody,
  FromParams,
  FromQuery,
  FromStream,
  Route,
} from '../http/route.js';
import { ImportService } from './import.service.js';

type Id = ParamsOf<typeof routes.importGet>;

@Controller()
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Route(routes.importList)
  list() {
    return this.imports.list();
  }

  @Route(routes.importCreate)
  create(@CurrentUser() caller: Caller) {
    return this.imports.create(caller);
  }

  @Route(routes.importGet)
  get(@FromParams(routes.importGet) { id }: Id) {
    return this.imports.get(id);
  }

  @Route(routes.importUpload)
  upload(
    @FromParams(routes.importUpload) { id }: Id,
    @FromQuery(routes.importUpload) { name }: QueryOf<typeof routes.importUpload>,
    @FromStream() body: BodyStream,
  ) {
    return this.imports.upload(id, name, body);
  }

  @Route(routes.importColumns)
  columns(@FromBody(routes.importColumns) { text }: BodyOf<typeof routes.importColumns>) {
    return this.imports.columns(text);
  }

  @Route(routes.importTrial)
  trial(
    @FromParams(routes.importTrial) { id }: Id,
    @FromBody(routes.importTrial) options: BodyOf<typeof routes.importTrial>,
  ) {
    return this.imports.trial(id, options);
  }

  @Route(routes.importCheck)
  check(
    @FromParams(routes.importCheck) { id }: Id,
    @FromBody(routes.importCheck) options: BodyOf<typeof routes.importCheck>,
  ) {
    return this.imports.check(id, options);
  }

  @Route(routes.importPreview)
  preview(@FromParams(routes.importPreview) { id }: Id) {
    return this.imports.preview(id);
  }

  @Route(routes.importErrors)
  async errors(
    @FromParams(routes.importErrors) { id }: Id,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const text = await this.imports.errors(id);
    reply.header('content-type', 'text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="baton-import-${id}-errors.csv"`);
    return text;
  }

  @Route(routes.importStart)
  start(@FromParams(routes.importStart) { id }: Id, @CurrentUser() caller: Caller) {
    return this.imports.start(id, caller);
  }

  @Route(routes.importCancel)
  cancel(@FromParams(routes.importCancel) { id }: Id, @CurrentUser() caller: Caller) {
    return this.imports.cancel(id, caller);
  }
}
