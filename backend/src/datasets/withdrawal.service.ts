import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import { DatasetStore } from './dataset.store.js';
import { DiffStore, type Withdrawn } from './diff.store.js';
import { batchRows, encodeText } from './formats/rows.js';
import { WithdrawnService } from './withdrawn.service.js';

/** What copies of earlier versions must give up: a delta says only what came. */
@Injectable()
export class WithdrawalService {
  constructor(
    private readonly store: DatasetStore,
    private readonly diffs: DiffStore,
    private readonly withdrawn: WithdrawnService,
  ) {}

  /** JSON Lines of `id` and `why`, each example once. */
  async list(id: string, since: number): Promise<{ fileName: string; chunks: AsyncIterable<Uint8Array> }> {
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no dataset ${id}` });
    const { name, version } = row;
    const older = since <= version ? await this.store.findVersion(name, since) : undefined;
    if (!older) {
      throw new Problem('invalid_input', { detail: `“${name}” has no version ${since} up to ${version}.` });
    }
    const [one, other] = await Promise.all([this.withdrawn.of(id), this.withdrawn.of(older.id)]);
    const erased = (older.manifest.amended?.examples ?? []).map((example) => lineOf(example, 'erased'));
    const rest = this.lines(older.id, id, [...one.owners, ...other.owners]);
    async function* all() {
      yield erased.join('');
      yield* rest;
    }
    const fileName = `${name}-v${version}-withdrawn-since-v${since}.jsonl`;
    return { fileName, chunks: encodeText(all()) };
  }

  private async *lines(older: string, newer: string, owners: readonly string[]): AsyncGenerator<string> {
    for (let after = -1; ; ) {
      const rows = await this.diffs.withdrawn(older, newer, owners, after, batchRows);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => lineOf(row.id, row.why)).join('');
      after = last.row_no;
    }
  }
}

const lineOf = (id: string, why: Withdrawn['why']) => `${JSON.stringify({ id, why })}\n`;
