import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { evidenceKey } from '../access-log/look.js';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import { packEntries } from '../contract/evidence.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Transaction } from '../db/database.js';
import { Slots } from '../db/slots.js';
import { ConsentStore } from '../episodes/consent.store.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { DataKeys } from '../ledger/data-keys.store.js';
import { type Opened, openRecord } from '../ledger/disclosure.js';
import { EntriesStore, type EntryRecord } from '../ledger/entries.store.js';
import type { EntryFilter } from '../ledger/entry-filter.js';
import { SearchStore } from '../ledger/search.store.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import { TreeStore } from '../ledger/tree.store.js';
import type { PackHead } from './pack-head.js';
import { packRecord } from './pack-record.js';
import { PackWriter } from './pack-writer.js';
import { recordedScope, ScopeService } from './scope.service.js';
import { Spool } from './spool.js';

type Request = BodyOf<typeof routes.evidencePack>;

/** Entries that are read at once. */
const pageEntries = 100;
/** Most bytes of a pack's files, unpacked. */
const packBytes = 512 << 20;

export interface EvidencePack {
  content: Readable;
  bytes: number;
  /** SHA-256 of the zip, as the ledger has it. */
  sha256: Buffer;
}

interface Plan {
  head: PackHead;
  /** As the ledger keeps it. */
  scope: Record<string, unknown>;
  indices: number[];
}

/** A zip on its way to a file, measured. */
class Measured {
  bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  constructor(private readonly spool: Spool) {}

  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    await this.spool.write(chunk);
  }

  digest(): Buffer {
    return this.hash.digest();
  }
}

/** Makes evidence packs. Each is recorded in the ledger before a byte of it leaves. */
@Injectable()
export class EvidenceService {
  /** A pack keeps a processor busy for as long as it is made. */
  private readonly slots = new Slots(1);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly scopes: ScopeService,
    private readonly search: SearchStore,
    private readonly entries: EntriesStore,
    private readonly tree: TreeStore,
    private readonly keys: DataKeys,
    private readonly sequencer: SequencerService,
    private readonly ingest: IngestService,
    private readonly consent: ConsentStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async preview({ scope }: Request): Promise<AnswerOf<typeof routes.evidencePreview>> {
    const checkpoint = await this.entries.checkpoint();
    const filter = await this.scopes.ofEvidence(scope);
    const counted = await this.search.count(filter, checkpoint?.size ?? 0, packEntries + 1);
    const tooMany = counted.entries > packEntries;
    const { entries, open } = counted;
    return { entries, open, erased: entries - open, size: checkpoint?.size ?? null, tooMany };
  }

  async make(request: Request, caller: Caller): Promise<EvidencePack> {
    const plan = await this.plan(request, caller);
    return this.slots.run(() => this.makeFiles(plan, caller));
  }

  private async plan(request: Request, caller: Caller): Promise<Plan> {
    const filter = await this.scopes.ofEvidence(request.scope);
    const checkpoint = await this.entries.checkpoint();
    if (!checkpoint) throw new Problem('unprocessable', { detail: 'Nothing was signed yet.' });
    const indices = await this.search.indices(filter, checkpoint.size, packEntries + 1);
    expectWhole(filter, indices, checkpoint.size);
    const verifiers = await this.sequencer.verifiers();
    const { size, root, note, signed_at } = checkpoint;
    const head: PackHead = {
      ...request,
      by: caller.name,
      purpose: caller.purpose ?? null,
      checkpoint: { origin: verifiers[0]?.name ?? '', size, root, note, signedAt: signed_at },
      vkeys: verifiers.map(({ vkey }) => vkey),
    };
    return { head, scope: recordedScope(request.scope, filter), indices };
  }

  private async makeFiles(plan: Plan, caller: Caller): Promise<EvidencePack> {
    const spool = await Spool.open(this.config.dataDir);
    try {
      const zip = new Measured(spool);
      const subjects = await this.write(plan, zip);
      const sha256 = zip.digest();
      await this.record(plan, caller, sha256, subjects);
      return { content: spool.read(), bytes: zip.bytes, sha256 };
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  /** Gives the references of those whose words are in it. */
  private async write({ head, indices }: Plan, zip: Measured): Promise<Map<string, Buffer>> {
    const subjects = new Map<string, Buffer>();
    const pages = await Spool.open(this.config.dataDir);
    try {
      const writer = new PackWriter(head, zip, pages);
      await writer.begin();
      for (let at = 0; at < indices.length; at += pageEntries) {
        await this.writePage(indices.slice(at, at + pageEntries), head, writer, subjects);
        if (writer.bytes > packBytes) throw tooMuch(`more than ${packBytes >> 20} MiB`);
      }
      await writer.end();
    } finally {
      await pages.close();
    }
    return subjects;
  }

  private async writePage(
    indices: readonly number[],
    { disclose, checkpoint }: PackHead,
    writer: PackWriter,
    subjects: Map<string, Buffer>,
  ): Promise<void> {
    const [rows, paths] = await Promise.all([
      this.entries.records(indices),
      this.tree.inclusions(indices, checkpoint.size),
    ]);
    if (rows.length !== indices.length) throw damaged(`Of ${indices.length} entries some are gone.`);
    for (const [i, row] of rows.entries()) {
      const opened = disclose ? this.open(row) : undefined;
      const scopes = opened ? await this.scopesOf(row) : null;
      if (opened && row.subject_ref) subjects.set(row.subject_ref.toString('latin1'), row.subject_ref);
      await writer.record(packRecord(row, { opened, scopes, path: paths[i] ?? [], note: checkpoint.note }));
    }
  }

  /** What consent lets be shown of it; null: all. */
  private async scopesOf({ link }: EntryRecord): Promise<string[] | null> {
    if (link.conversation === undefined) return null;
    const customer = link.customer === undefined ? null : Buffer.from(link.customer, 'base64url');
    return this.consent.forPages(Buffer.from(link.conversation, 'base64url'), customer);
  }

  private open(row: EntryRecord): Opened | undefined {
    try {
      return openRecord(row, this.keys);
    } catch (cause) {
      throw damaged(`Entry ${row.leaf_index} does not open.`, cause);
    }
  }

  /**
   * Whoever erases waits for whoever records: when somebody in the pack was erased while it was made, it does not
   * leave, and nothing is recorded.
   */
  private async record(
    { head, scope, indices }: Plan,
    caller: Caller,
    sha256: Buffer,
    subjects: ReadonlyMap<string, Buffer>,
  ): Promise<void> {
    const { disclose, purpose, checkpoint, scope: asked } = head;
    const data = {
      format: 'evidence',
      digest: `sha256:${sha256.toString('hex')}`,
      entries: indices.length,
      size: checkpoint.size,
      kind: 'evidence',
      scope,
      disclose,
      via: caller.via,
      ...(purpose === null ? {} : { purpose }),
      views: 1,
      items: [{ at: new Date(this.clock()).toISOString(), kind: 'evidence', key: evidenceKey(asked) }],
    };
    const expectKeys = async (tx: Transaction) => {
      if ((await this.keys.count(tx, [...subjects.values()])) === subjects.size) return;
      throw new Problem('conflict', {
        detail: 'Somebody in the pack was erased while it was made. Ask for it again.',
      });
    };
    const { id, name } = caller;
    await this.ingest.record({ type: 'record.exported', data }, { id, name }, expectKeys);
  }
}

const tooMuch = (what: string) =>
  new Problem('unprocessable', { detail: `A pack holds no more: ${what}. Choose a narrower scope.` });

const damaged = (what: string, cause?: unknown) =>
  new Problem('conflict', { detail: `${what} The ledger was changed: verify it.` }, { cause });

/** What is asked for must be there, all of it and no more than a pack holds. */
function expectWhole({ last }: EntryFilter, indices: readonly number[], size: number): void {
  if (indices.length === 0) throw new Problem('not_found', { detail: 'No signed entry is about this.' });
  if (indices.length > packEntries) throw tooMuch(`more than ${packEntries} entries`);
  if (last !== undefined && last >= size) {
    throw new Problem('unprocessable', { detail: `Only entries below ${size} were signed so far.` });
  }
}
