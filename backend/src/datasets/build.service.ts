import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import type { DatasetRequest, datasetBuilt, datasetPreview, TurnSettings } from '../contract/datasets.js';
import { Problem } from '../contract/problem.js';
import { Database, type Transaction } from '../db/database.js';
import { addCounts, type MaskCounts, maskKinds } from '../gaps/words/mask.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { countErasures, holdErasures } from '../ledger/erasure.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { TreeStore } from '../ledger/tree.store.js';
import { type Assembled, assembleExamples } from './assemble.js';
import { columnsFor } from './columns.js';
import type { Counts } from './counts.js';
import { type DatasetRow, DatasetStore, versionOf } from './dataset.store.js';
import { DiffStore } from './diff.store.js';
import type { Example } from './example.js';
import { ExampleStore } from './example.store.js';
import { packing } from './formats/rows.js';
import { datasetId, type Manifest, normaliseRequest } from './manifest.js';
import { measureFormats, rowsInMemory } from './measure.js';
import { MetricDigest } from './metric-digest.service.js';
import { TurnService } from './turn.service.js';
import { assembleTurns } from './turn-examples.js';

type Built = z.output<typeof datasetBuilt>;

interface Read {
  assembled: Assembled;
  masked: MaskCounts;
  /** As it was when the words were read. */
  erasures: number;
}

const sampleSize = 20;
const buildAttempts = 5;

/** Conversations that a preview of turns reads: a few seconds' worth, and drawn by the same lot. */
const mostPreviewed = 1_000;

function withinPreview(request: DatasetRequest): DatasetRequest {
  const { turns } = request;
  if (!turns) return request;
  return {
    ...request,
    turns: { ...turns, mostConversations: Math.min(turns.mostConversations, mostPreviewed) },
  };
}

/** Says so where a preview has read fewer conversations than the version will have. */
function countedIn(counts: Counts, { turns }: DatasetRequest): string[] {
  if (!turns || !counts.turns) return [];
  const read = counts.turns.conversations;
  const all = Math.min(read + counts.leftOut.beyondMost, turns.mostConversations);
  counts.leftOut.beyondMost -= all - read;
  return all > read ? [`Counted in ${read} conversations; the version has up to ${all}`] : [];
}

const shown = ({ text, label, split, language, features }: Example) => ({
  ...{ text, label, split, language },
  ...(features && { features }),
});

/** Builds dataset versions, once each. */
@Injectable()
export class BuildService {
  constructor(
    private readonly database: Database,
    private readonly store: DatasetStore,
    private readonly examples: ExampleStore,
    private readonly diffs: DiffStore,
    private readonly turns: TurnService,
    private readonly ledger: LedgerStore,
    private readonly tree: TreeStore,
    private readonly metrics: MetricDigest,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async preview(asked: DatasetRequest): Promise<z.output<typeof datasetPreview>> {
    const request = normaliseRequest(asked);
    const { assembled } = await this.assemble(withinPreview(request));
    const { examples, counts } = assembled;
    const warnings = [
      ...assembled.warnings,
      ...countedIn(counts, request),
      ...(await this.lostSince(request, examples)),
    ];
    const sample = examples.slice(0, sampleSize).map(shown);
    return { counts, sample, warnings };
  }

  /** Says what the latest version of the name has that this has no more; of turns a preview does not see all. */
  private async lostSince({ name, turns }: DatasetRequest, examples: readonly Example[]): Promise<string[]> {
    const latest = turns ? undefined : await this.store.findLatest(name);
    if (!latest) return [];
    const kept = examples.map(({ id }) => id);
    const lost = await this.diffs.lost(latest.id, kept);
    return lost > 0
      ? [
          `${lost} examples of version ${latest.version} are gone: what takes only what is new must give them up`,
        ]
      : [];
  }

  /** The same request over the same facts gives the version that is there. */
  async build(asked: DatasetRequest, caller: Caller): Promise<Built> {
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
  private async tryBuild(request: DatasetRequest, caller: Caller): Promise<Built | undefined> {
    const { assembled, masked, erasures } = await this.assemble(request);
    const { examples, counts, warnings } = assembled;
    if (examples.length === 0) throw new Problem('unprocessable', { detail: warnings[0], counts });
    const content = { request, counts, columns: [...columnsFor(request)], packing };
    const files = await measureFormats(rowsInMemory(examples), content);
    const digest = files[0]?.digest ?? '';
    const id = datasetId(request, digest);
    const known = await this.store.find(id);
    if (known) return { ...versionOf(known), created: false };
    const size = await this.ledger.head();
    const manifest = {
      dataset: id,
      ...content,
      digest,
      files,
      checkpoint: { size, root: (await this.tree.root(size)).toString('base64') },
      metricDigest: await this.metrics.read(request),
      masked: maskKinds.flatMap((kind) => (masked[kind] ? [{ kind, count: masked[kind] }] : [])),
    };
    const kept = await this.keep(manifest, examples, caller, erasures);
    if (!kept) return undefined;
    const { row, created } = kept;
    if (created) {
      const { name, version } = row;
      const data = { dataset: id, name, version, digest, examples: examples.length };
      await this.ingest.record({ type: 'dataset.built', data }, { id: caller.id, name: caller.name });
    }
    return { ...versionOf(row), created };
  }

  private assemble(request: DatasetRequest): Promise<Read> {
    return this.database.transaction(
      async (tx) => {
        const erasures = await countErasures(tx);
        const { turns } = request;
        const read = turns
          ? await this.assembleTurns({ ...request, turns }, tx)
          : await this.assembleIntents(request, tx);
        return { ...read, erasures };
      },
      { snapshot: true },
    );
  }

  private async assembleTurns(request: DatasetRequest & { turns: TurnSettings }, tx: Transaction) {
    const { stretches, leftOut } = await this.turns.read(request, tx);
    const { masked, ...assembled } = await assembleTurns(stretches, request, leftOut);
    return { assembled, masked };
  }

  private async assembleIntents(request: DatasetRequest, tx: Transaction) {
    const found = await this.store.candidates(request, tx);
    const assembled = assembleExamples(
      found.map(({ candidate }) => candidate),
      request,
    );
    const taken = new Set(assembled.examples.map((example) => example.handoff));
    const masked = found
      .filter(({ candidate }) => taken.has(candidate.handoff))
      .reduce<MaskCounts>((sum, candidate) => addCounts(sum, candidate.masked), {});
    return { assembled, masked };
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
      await this.store.insert(row, tx);
      await this.examples.insert(row.id, examples, tx);
      return { row, created: true };
    });
  }
}
