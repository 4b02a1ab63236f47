import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import type {
  DatasetFormat,
  DatasetRequest,
  datasetAnswer,
  datasetBuilt,
  datasetPreview,
  datasetVersion,
} from '../contract/datasets.js';
import { Problem } from '../contract/problem.js';
import { Database, type Transaction } from '../db/database.js';
import { addCounts, type MaskCounts, maskKinds } from '../gaps/mask.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { countErasures, holdErasures } from '../ledger/erasure.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { TreeStore } from '../ledger/tree.store.js';
import { AmendmentService } from './amendment.service.js';
import { type Assembled, assembleExamples } from './assemble.js';
import { type DatasetRow, DatasetStore } from './dataset.store.js';
import type { Example } from './example.js';
import { batchRows, formats } from './formats/format.js';
import { datasetId, type Manifest, normaliseRequest } from './manifest.js';
import { measureFormats } from './measure.js';
import { MetricDigest } from './metric-digest.service.js';

type Version = z.output<typeof datasetVersion>;
type Dataset = z.output<typeof datasetAnswer>;

const sampleSize = 20;
const buildAttempts = 5;

export interface DatasetFile {
  fileName: string;
  mediaType: string;
  digest: string;
  bytes: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Builds dataset versions, once each, and hands out their bytes. */
@Injectable()
export class DatasetService {
  constructor(
    private readonly database: Database,
    private readonly store: DatasetStore,
    private readonly ledger: LedgerStore,
    private readonly tree: TreeStore,
    private readonly metrics: MetricDigest,
    private readonly ingest: IngestService,
    private readonly amendments: AmendmentService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<Version[]> {
    return (await this.store.list()).map(versionOf);
  }

  async preview(asked: DatasetRequest): Promise<z.output<typeof datasetPreview>> {
    const { assembled } = await this.assemble(normaliseRequest(asked));
    const { examples, counts, warnings } = assembled;
    const sample = examples
      .slice(0, sampleSize)
      .map(({ text, label, split, language }) => ({ text, label, split, language }));
    return { counts, sample, warnings };
  }

  /** The same request over the same facts gives the version that is there. */
  async build(asked: DatasetRequest, caller: Caller): Promise<z.output<typeof datasetBuilt>> {
    const request = normaliseRequest(asked);
    for (let attempt = 1; ; attempt += 1) {
      const built = await this.tryBuild(request, caller);
      if (built) return built;
      if (attempt === buildAttempts) {
        throw new Problem('unavailable', { detail: 'Subjects are being erased; try again in a moment.' });
      }
    }
  }

  /** Undefined: somebody was erased since the words were read. */
  private async tryBuild(
    request: DatasetRequest,
    caller: Caller,
  ): Promise<z.output<typeof datasetBuilt> | undefined> {
    const { assembled, masked, erasures } = await this.assemble(request);
    if (assembled.examples.length === 0) {
      throw new Problem('unprocessable', { detail: assembled.warnings[0], counts: assembled.counts });
    }
    const files = await measureFiles(assembled);
    const digest = files[0]?.digest ?? '';
    const id = datasetId(request, digest);
    const known = await this.store.find(id);
    if (known) return { ...versionOf(known), created: false };
    const size = await this.ledger.head();
    const manifest = {
      dataset: id,
      request,
      counts: assembled.counts,
      digest,
      files,
      checkpoint: { size, root: (await this.tree.root(size)).toString('base64') },
      metricDigest: await this.metrics.read(request),
      masked: maskKinds.flatMap((kind) => (masked[kind] ? [{ kind, count: masked[kind] }] : [])),
    };
    const kept = await this.keep(manifest, assembled.examples, caller, erasures);
    if (!kept) return undefined;
    const { row, created } = kept;
    if (created) {
      const { name, version } = row;
      const data = { dataset: id, name, version, digest, examples: assembled.examples.length };
      await this.ingest.record({ type: 'dataset.built', data }, { id: caller.id, name: caller.name });
    }
    return { ...versionOf(row), created };
  }

  async get(id: string): Promise<Dataset> {
    const row = await this.find(id);
    const examples = await this.store.page(id, -1, sampleSize);
    const entries = await this.entriesOf(examples);
    return {
      ...versionOf(row),
      manifest: row.manifest,
      sample: examples.flatMap(({ text, label, split, language, gap, event }) => {
        const entry = entries.get(event);
        return entry === undefined ? [] : [{ text, label, split, language, gap, entry }];
      }),
    };
  }

  async findFile(id: string, format: DatasetFormat): Promise<DatasetFile> {
    await this.amendments.settle(id);
    const { name, version, manifest } = await this.find(id);
    const file = filesOf(manifest).find((each) => each.format === format);
    if (!file) throw new Problem('not_found', { detail: `${id} has no ${format} file` });
    const { mediaType, extension, write } = formats[format];
    return {
      ...file,
      fileName: `${name}-v${version}.${extension}`,
      mediaType,
      chunks: () => write(this.store.examples(id), manifest.counts),
    };
  }

  /** Who took which bytes, when. */
  async recordExport(id: string, format: DatasetFormat, { id: actor, name: by }: Caller): Promise<void> {
    const { name, version, manifest } = await this.find(id);
    const digest = filesOf(manifest).find((each) => each.format === format)?.digest;
    const data = { dataset: id, name, version, format, digest };
    await this.ingest.record({ type: 'dataset.exported', data }, { id: actor, name: by });
  }

  private async find(id: string): Promise<DatasetRow> {
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no dataset ${id}` });
    return row;
  }

  private async assemble(
    request: DatasetRequest,
  ): Promise<{ assembled: Assembled; masked: MaskCounts; erasures: number }> {
    const { found, erasures } = await this.database.transaction(
      async (tx) => ({
        erasures: await countErasures(tx),
        found: await this.store.candidates(request, tx),
      }),
      { snapshot: true },
    );
    const assembled = assembleExamples(
      found.map(({ candidate }) => candidate),
      request,
    );
    const taken = new Set(assembled.examples.map((example) => example.handoff));
    const masked = found
      .filter(({ candidate }) => taken.has(candidate.handoff))
      .reduce<MaskCounts>((sum, candidate) => addCounts(sum, candidate.masked), {});
    return { assembled, masked, erasures };
  }

  /**
   * One writer at a time gives version numbers without gaps; two builds of the same keep the first. Nothing is
   * kept when somebody was erased since the words were read.
   */
  private async keep(
    manifest: Omit<Manifest, 'version'>,
    examples: readonly Example[],
    caller: Caller,
    erasures: number,
  ): Promise<{ row: DatasetRow; created: boolean } | undefined> {
    return this.database.transaction(async (tx: Transaction) => {
      await holdErasures(tx);
      if ((await countErasures(tx)) !== erasures) return undefined;
      await this.store.lock(tx);
      const known = await this.store.find(manifest.dataset, tx);
      if (known) return { row: known, created: false };
      const { name } = manifest.request;
      const version = await this.store.nextVersion(name, tx);
      const row: DatasetRow = {
        id: manifest.dataset,
        name,
        version,
        built_at: new Date(this.clock()),
        built_by: caller.name,
        manifest: { ...manifest, version },
      };
      await this.store.insert(row, examples, tx);
      return { row, created: true };
    });
  }

  private async entriesOf(examples: readonly Example[]): Promise<Map<string, number>> {
    const conversations = await this.store.conversationsOf(examples.map((example) => example.handoff));
    const events = await this.ledger.readConversations(conversations, await this.ledger.head());
    return new Map(events.map((event) => [event.uid, event.index]));
  }
}

const measureFiles = ({ examples, counts }: Assembled) => measureFormats(() => inBatches(examples), counts);

async function* inBatches(examples: readonly Example[]): AsyncGenerator<readonly Example[]> {
  for (let first = 0; first < examples.length; first += batchRows) {
    yield examples.slice(first, first + batchRows);
  }
}

const filesOf = ({ files, amended }: Manifest) => amended?.files ?? files;

const versionOf = (row: DatasetRow): Version => ({
  id: row.id,
  name: row.name,
  version: row.version,
  builtAt: row.built_at.toISOString(),
  builtBy: row.built_by,
  examples: row.manifest.counts.examples - (row.manifest.amended?.removed ?? 0),
  labels: row.manifest.counts.labels.length,
  digest: row.manifest.digest,
});
