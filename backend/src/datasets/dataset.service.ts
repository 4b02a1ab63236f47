import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CONFIG, type Config } from '../config.js';
import { columnFormats } from '../contract/dataset-formats.js';
import type { datasetAnswer, datasetDiff, datasetVersion, exampleLineage } from '../contract/datasets.js';
import { gapDecisionTypes } from '../contract/event-types.js';
import { Problem } from '../contract/problem.js';
import { DecisionsStore } from '../ledger/decisions.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { LogService } from '../ledger/log.service.js';
import { AmendmentService } from './amendment.service.js';
import { countRowsOf } from './counts.js';
import type { Described } from './croissant.js';
import { type DatasetRow, DatasetStore, versionOf } from './dataset.store.js';
import { DiffStore } from './diff.store.js';
import { DownloadService } from './download.service.js';
import { type Example, ownerOf } from './example.js';
import { ExampleStore } from './example.store.js';
import { WithdrawnService } from './withdrawn.service.js';

type Version = z.output<typeof datasetVersion>;
type Dataset = z.output<typeof datasetAnswer>;

const sampleSize = 20;
const shownChanges = 10;

/** Dataset versions as they are read. */
@Injectable()
export class DatasetService {
  constructor(
    private readonly store: DatasetStore,
    private readonly examples: ExampleStore,
    private readonly diffs: DiffStore,
    private readonly withdrawn: WithdrawnService,
    private readonly amendments: AmendmentService,
    private readonly downloads: DownloadService,
    private readonly ledger: LedgerStore,
    private readonly decisions: DecisionsStore,
    private readonly log: LogService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(): Promise<Version[]> {
    return (await this.store.list()).map(versionOf);
  }

  async get(id: string): Promise<Dataset> {
    const row = await this.find(id);
    const withdrawn = await this.withdrawn.of(id);
    const examples = await this.examples.first(id, sampleSize, [...withdrawn.owners]);
    const entries = await this.eventsOf(examples);
    return {
      ...versionOf(row),
      manifest: row.manifest,
      withdrawn: withdrawn.examples,
      sample: examples.flatMap(({ text, label, split, language, gap, event, features }) => {
        const entry = entries.get(event)?.index;
        if (entry === undefined) return [];
        return [{ ...{ text, label, split, language, gap, entry }, ...(features && { features }) }];
      }),
    };
  }

  async find(id: string): Promise<DatasetRow> {
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no dataset ${id}` });
    return row;
  }

  /** What its card and its metadata say: of the rows that are given out now, which tools hold against what they read. */
  async describe(id: string): Promise<Described> {
    await this.amendments.settle(id);
    const { manifest, name, version, built_at: builtAt } = await this.find(id);
    const withdrawn = await this.withdrawn.of(id);
    const isWhole = !manifest.amended && withdrawn.examples === 0;
    const now = isWhole ? {} : countRowsOf(await this.examples.tally(id, [...withdrawn.owners]));
    const columnFiles: Described['columnFiles'][number][] = [];
    for (const format of columnFormats) {
      const { digest, bytes } = await this.downloads.findFile(id, { format });
      columnFiles.push({ format, digest, bytes });
    }
    return {
      manifest: { ...manifest, counts: { ...manifest.counts, ...now } },
      ...{ name, version, builtAt, columnFiles, withdrawn: withdrawn.examples },
      page: `${this.config.publicUrl}/datasets/${id}`,
      files: `${this.config.publicUrl}/api/datasets/${id}/download?format=`,
      withdrawals: `${this.config.publicUrl}/api/datasets/${id}/withdrawn?since=`,
    };
  }

  /** What `id` has that `against` has not, and the other way round. */
  async diff(id: string, against: string): Promise<z.output<typeof datasetDiff>> {
    const [, older] = await Promise.all([this.find(id), this.find(against)]);
    const [one, other] = await Promise.all([this.withdrawn.of(id), this.withdrawn.of(against)]);
    const [counts, labels, rows] = await Promise.all([
      this.diffs.counts(against, id),
      this.diffs.labels(against, id),
      this.diffs.sample(against, id, [...one.owners, ...other.owners], shownChanges),
    ]);
    const of = (wanted: (typeof rows)[number]['kind']) =>
      rows.flatMap(({ kind, id: example, text, label, before }) =>
        kind === wanted ? [{ id: example, text, label, before }] : [],
      );
    return {
      against: versionOf(older),
      ...counts,
      labels: labels.filter(({ before, after }) => before !== after),
      sample: { added: of('added'), removed: of('removed'), changed: of('changed') },
    };
  }

  /** Where one example comes from; of somebody who took back consent there is none any more. */
  async lineage(id: string, example: string, withProofs: boolean): Promise<z.output<typeof exampleLineage>> {
    await this.find(id);
    const found = await this.examples.find(id, example);
    if (!found || (await this.withdrawn.of(id)).owners.has(ownerOf(found))) {
      throw new Problem('not_found', { detail: `${id} has no example ${example}` });
    }
    const entry = (await this.eventsOf([found])).get(found.event)?.index ?? null;
    const decision = await this.decisionOf(found);
    const { text, label, quality, conversation } = found;
    const handoff = conversation === null ? found.handoff : null;
    const proven = [entry, decision?.entry].filter((index) => typeof index === 'number');
    return {
      ...{ id: example, text, label, quality, handoff, conversation, entry, decision },
      ...(withProofs && {
        proofs: await Promise.all(
          proven.map(async (index) => ({ entry: index, proof: await this.log.proofOf(index) })),
        ),
      }),
    };
  }

  private async decisionOf({ decision }: Example): Promise<z.output<typeof exampleLineage>['decision']> {
    const found = decision === null ? undefined : await this.decisions.find(gapDecisionTypes, decision);
    if (!found || found.entry === null) return null;
    return { type: found.type, entry: found.entry, at: found.at.toISOString() };
  }

  /** The events that examples were taken from, by uid. */
  private async eventsOf(examples: readonly Example[]): Promise<Map<string, LedgerEvent>> {
    const own = examples.flatMap(({ conversation }) => conversation ?? []);
    const handoffs = examples.flatMap(({ conversation, handoff }) => (conversation === null ? handoff : []));
    const conversations = [
      ...(await this.examples.conversationsOf(handoffs)),
      ...[...new Set(own)].map((key) => Buffer.from(key, 'base64url')),
    ];
    const events = await this.ledger.readConversations(conversations, await this.ledger.head());
    return new Map(events.map((event) => [event.uid, event]));
  }
}
