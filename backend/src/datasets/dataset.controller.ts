import { Readable } from 'node:stream';
import { Controller, Headers, HttpStatus, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../contract/problem.js';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { BuildService } from './build.service.js';
import { datasetCard } from './card.js';
import { croissant } from './croissant.js';
import { DatasetService } from './dataset.service.js';
import { DownloadService } from './download.service.js';
import { cutRange, judgeConditions, rangeOf } from './range.js';
import { WithdrawalService } from './withdrawal.service.js';

@Controller()
export class DatasetController {
  constructor(
    private readonly datasets: DatasetService,
    private readonly builds: BuildService,
    private readonly downloads: DownloadService,
    private readonly withdrawals: WithdrawalService,
  ) {}

  @Route(routes.datasetList)
  list() {
    return this.datasets.list();
  }

  @Route(routes.datasetPreview)
  preview(@FromBody(routes.datasetPreview) request: BodyOf<typeof routes.datasetPreview>) {
    return this.builds.preview(request);
  }

  @Route(routes.datasetBuild)
  build(
    @FromBody(routes.datasetBuild) request: BodyOf<typeof routes.datasetBuild>,
    @CurrentUser() caller: Caller,
  ) {
    return this.builds.build(request, caller);
  }

  @Route(routes.datasetGet)
  get(@FromParams(routes.datasetGet) { id }: ParamsOf<typeof routes.datasetGet>) {
    return this.datasets.get(id);
  }

  @Route(routes.datasetCard)
  async card(
    @FromParams(routes.datasetCard) { id }: ParamsOf<typeof routes.datasetCard>,
  ): Promise<StreamableFile> {
    const card = datasetCard(await this.datasets.describe(id));
    return new StreamableFile(Buffer.from(card), { type: 'text/markdown; charset=utf-8' });
  }

  @Route(routes.datasetCroissant)
  async croissant(
    @FromParams(routes.datasetCroissant) { id }: ParamsOf<typeof routes.datasetCroissant>,
  ): Promise<StreamableFile> {
    const metadata = `${JSON.stringify(croissant(await this.datasets.describe(id)), null, 2)}\n`;
    return new StreamableFile(Buffer.from(metadata), { type: 'application/ld+json' });
  }

  @Route(routes.datasetDiff)
  diff(
    @FromParams(routes.datasetDiff) { id }: ParamsOf<typeof routes.datasetDiff>,
    @FromQuery(routes.datasetDiff) { against }: QueryOf<typeof routes.datasetDiff>,
  ) {
    return this.datasets.diff(id, against);
  }

  @Route(routes.datasetWithdrawn)
  async withdrawn(
    @FromParams(routes.datasetWithdrawn) { id }: ParamsOf<typeof routes.datasetWithdrawn>,
    @FromQuery(routes.datasetWithdrawn) { since }: QueryOf<typeof routes.datasetWithdrawn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { fileName, chunks } = await this.withdrawals.list(id, since);
    reply.header('cache-control', 'private, no-cache');
    return new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: 'application/x-ndjson',
      disposition: attachment(fileName),
    });
  }

  @Route(routes.datasetExample)
  lineage(
    @FromParams(routes.datasetExample) { id, example }: ParamsOf<typeof routes.datasetExample>,
    @FromQuery(routes.datasetExample) { proof }: QueryOf<typeof routes.datasetExample>,
  ) {
    return this.datasets.lineage(id, example, proof);
  }

  /** Their digest is the entity tag: the bytes change only when somebody takes back consent. */
  @Route(routes.datasetDownload)
  async download(
    @FromParams(routes.datasetDownload) { id }: ParamsOf<typeof routes.datasetDownload>,
    @FromQuery(routes.datasetDownload) asked: QueryOf<typeof routes.datasetDownload>,
    @CurrentUser() caller: Caller,
    @Headers() headers: Record<string, string | undefined>,
    @Req() { method }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const file = await this.downloads.findFile(id, asked);
    const tag = `"${file.digest}"`;
    reply.header('etag', tag).header('cache-control', 'private, no-cache').header('accept-ranges', 'bytes');
    const verdict = judgeConditions(headers, tag);
    if (verdict === 'failed') {
      throw new Problem('precondition_failed', { detail: `The file has the entity tag ${tag} now.` });
    }
    if (verdict === 'known') {
      reply.status(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    const range = rangeOf(headers, tag, file.bytes);
    if (range === null) {
      reply
        .status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        .header('content-range', `bytes */${file.bytes}`);
      return undefined;
    }
    // Whoever asks for the head alone takes nothing away.
    if (method !== 'HEAD') await this.downloads.recordExport(id, asked, file, caller);
    if (range) {
      const { first, last } = range;
      reply
        .status(HttpStatus.PARTIAL_CONTENT)
        .header('content-range', `bytes ${first}-${last}/${file.bytes}`);
    }
    const chunks = range ? cutRange(file.chunks(), range) : file.chunks();
    return new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: file.mediaType,
      disposition: attachment(file.fileName),
      length: range ? range.last - range.first + 1 : file.bytes,
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
