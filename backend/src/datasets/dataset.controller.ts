import { Readable } from 'node:stream';
import { Controller, Headers, HttpStatus, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { DatasetService } from './dataset.service.js';

@Controller()
export class DatasetController {
  constructor(private readonly datasets: DatasetService) {}

  @Route(routes.datasetList)
  list() {
    return this.datasets.list();
  }

  @Route(routes.datasetPreview)
  preview(@FromBody(routes.datasetPreview) request: BodyOf<typeof routes.datasetPreview>) {
    return this.datasets.preview(request);
  }

  @Route(routes.datasetBuild)
  build(
    @FromBody(routes.datasetBuild) request: BodyOf<typeof routes.datasetBuild>,
    @CurrentUser() caller: Caller,
  ) {
    return this.datasets.build(request, caller);
  }

  @Route(routes.datasetGet)
  get(@FromParams(routes.datasetGet) { id }: ParamsOf<typeof routes.datasetGet>) {
    return this.datasets.get(id);
  }

  /** Their digest is the entity tag: the bytes change only when somebody takes back consent. */
  @Route(routes.datasetDownload)
  async download(
    @FromParams(routes.datasetDownload) { id }: ParamsOf<typeof routes.datasetDownload>,
    @FromQuery(routes.datasetDownload) { format }: QueryOf<typeof routes.datasetDownload>,
    @CurrentUser() caller: Caller,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const file = await this.datasets.findFile(id, format);
    const tag = `"${file.digest}"`;
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) {
      reply.status(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    await this.datasets.recordExport(id, file, caller);
    return new StreamableFile(Readable.from(file.chunks(), { objectMode: false }), {
      type: file.mediaType,
      disposition: attachment(file.fileName),
      length: file.bytes,
    });
  }
}

/** RFC 6266: a plain name for old clients, the whole one for others. */
function attachment(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
