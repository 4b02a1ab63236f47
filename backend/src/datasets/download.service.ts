import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { formatNotes, formatsOf } from '../contract/dataset-formats.js';
import { type downloadQuery, kindOf } from '../contract/datasets.js';
import { Problem } from '../contract/problem.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { AmendmentService } from './amendment.service.js';
import { type DatasetRow, DatasetStore } from './dataset.store.js';
import { ownerOf } from './example.js';
import { ExampleStore } from './example.store.js';
import { formats, rowsOf } from './formats/format.js';
import { filterRows, type Rows } from './formats/rows.js';
import type { Manifest } from './manifest.js';
import { aboutOf, countRows, type Measured, measure } from './measure.js';
import { WithdrawnService } from './withdrawn.service.js';

type Asked = z.output<typeof downloadQuery>;

export interface DatasetFile extends Measured {
  fileName: string;
  mediaType: string;
  /** Rows in it. */
  examples: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Files of dataset versions. */
@Injectable()
export class DownloadService {
  constructor(
    private readonly store: DatasetStore,
    private readonly examples: ExampleStore,
    private readonly withdrawn: WithdrawnService,
    private readonly amendments: AmendmentService,
    private readonly ingest: IngestService,
  ) {}

  async findFile(id: string, asked: Asked): Promise<DatasetFile> {
    await this.amendments.settle(id);
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no dataset ${id}` });
    const { format, since, part } = asked;
    const { mediaType, write, since: packedSince = 1 } = formats[format];
    const wanted = formatsOf(kindOf(row.manifest.request));
    if (!wanted.includes(format)) {
      throw new Problem('invalid_input', {
        detail: `A dataset of turns is given out as ${wanted.join(', ')}.`,
      });
    }
    const { owners: withdrawn } = await this.withdrawn.of(id);
    const all = this.rowsOf(row, await this.before(row, since), withdrawn);
    const rows = rowsOf(format, all, part && [part]);
    const chunks = () => write(rows, aboutOf(row.manifest));
    const known = filesOf(row.manifest).find((file) => file.format === format);
    const { packing = 1 } = row.manifest;
    const isWhole = withdrawn.size === 0 && since === undefined && part === undefined;
    const isAsBuilt = known && isWhole && packing >= packedSince;
    const measured = isAsBuilt ? known : await measure(chunks());
    const [examples = 0] = isAsBuilt
      ? [known.examples ?? row.manifest.counts.examples]
      : await countRows(all, [format], part && [part]);
    const name = [`${row.name}-v${row.version}`, since && `since-v${since}`, part].filter(Boolean).join('-');
    return {
      digest: measured.digest,
      bytes: measured.bytes,
      examples,
      fileName: `${name}.${formatNotes[format].extension}`,
      mediaType,
      chunks,
    };
  }

  /** Who took which bytes, when. */
  async recordExport(id: string, asked: Asked, file: DatasetFile, caller: Caller): Promise<void> {
    const { id: actor, name: by, via, purpose } = caller;
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no dataset ${id}` });
    const { name, version } = row;
    const { digest, examples } = file;
    const { format, since, part } = asked;
    const taken = { dataset: id, name, version, format, digest, examples };
    const data = {
      ...taken,
      via,
      ...(since && { since }),
      ...(part && { part }),
      ...(purpose && { purpose }),
    };
    await this.ingest.record({ type: 'dataset.exported', data }, { id: actor, name: by });
  }

  /** The version that a delta is against. */
  private async before(
    { name, version }: DatasetRow,
    since: number | undefined,
  ): Promise<string | undefined> {
    if (since === undefined) return undefined;
    const found = since < version ? await this.store.findVersion(name, since) : undefined;
    if (!found) {
      throw new Problem('invalid_input', { detail: `“${name}” has no version ${since} before ${version}.` });
    }
    return found.id;
  }

  private rowsOf({ id }: DatasetRow, since: string | undefined, withdrawn: ReadonlySet<string>): Rows {
    const rows = this.examples.rows(id, since);
    if (withdrawn.size === 0) return rows;
    return filterRows(rows, (example) => !withdrawn.has(ownerOf(example)));
  }
}

const filesOf = ({ files, amended }: Manifest) => amended?.files ?? files;
