import { createHash, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ZipWriter } from '../datasets/formats/zip-writer.js';
import { canonical } from '../ledger/canonical.js';
import type { PackHead } from './pack-head.js';
import { filesOf, type Openness, type PackRecord } from './pack-record.js';
import { readmeText } from './readme-text.js';
import type { Spool } from './spool.js';
import { summaryEnd, summaryRecord, summaryStart } from './summary-page.js';

/** Bytes that are held before they are written down; others run meanwhile. */
const held = 1 << 18;
/** Pieces in which a large text is packed. */
const piece = 1 << 16;

/** The verifier is a file to be read: it goes into a pack as it stands. */
const verifier = readFileSync(new URL('./verify.mjs', import.meta.url));

/** Writes a pack: the head, records in order, the end. Nothing but the counts and digests stays in memory. */
export class PackWriter {
  private readonly zip = new ZipWriter((chunk) => {
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
  });
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private page: string[] = [];
  private pageLength = 0;
  private readonly digests: Record<string, string> = {};
  private readonly erased: number[] = [];
  /** Pointers of values without consent, by the index of their entry. */
  private readonly withheld: Record<number, readonly string[]> = {};
  private readonly counts: Record<Openness, number> = { open: 0, withheld: 0, erased: 0 };
  /** Of everything that was put in, unpacked. */
  bytes = 0;

  /** `pages`: where the summary waits until all records are written. */
  constructor(
    private readonly head: PackHead,
    private readonly target: Pick<Spool, 'write'>,
    private readonly pages: Spool,
  ) {}

  async begin(): Promise<void> {
    this.add('README.txt', Buffer.from(readmeText(this.head)));
    this.add('verify.mjs', verifier);
    this.add('checkpoint', Buffer.from(this.head.checkpoint.note));
    this.add('vkey.txt', Buffer.from(this.head.vkeys.map((vkey) => `${vkey}\n`).join('')));
    await this.addToPage(summaryStart(this.head));
  }

  async record(record: PackRecord): Promise<void> {
    for (const [name, content] of filesOf(record)) this.add(name, content);
    this.counts[record.openness] += 1;
    if (record.openness === 'erased') this.erased.push(record.index);
    if (record.leftOut.length > 0) this.withheld[record.index] = record.leftOut;
    await this.addToPage(summaryRecord(record));
    await this.flush(held);
  }

  async end(): Promise<void> {
    await this.addToPage(summaryEnd);
    await this.flushPage();
    await this.addStream('summary.html', this.pages.read());
    const manifest = canonical(this.manifest());
    const sha256 = hash('sha256', manifest, 'hex');
    const text = Buffer.from(`{"manifest":${manifest},"sha256":"${sha256}"}`);
    await this.addStream('manifest.json', pieces(text));
    this.zip.end();
    await this.flush(0);
  }

  private manifest() {
    const { scope, disclose, by, purpose, checkpoint } = this.head;
    const entries = this.counts.open + this.counts.withheld + this.counts.erased;
    return {
      format: 'baton-evidence/1',
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: checkpoint.root.toString('base64'),
      signedAt: checkpoint.signedAt.toISOString(),
      scope,
      disclose,
      by,
      purpose,
      counts: { entries, ...this.counts },
      erased: this.erased,
      withheld: this.withheld,
      files: this.digests,
    };
  }

  private add(name: string, content: Buffer): void {
    this.digests[name] = hash('sha256', content, 'hex');
    this.bytes += content.length;
    this.zip.add(name, content);
  }

  private async addStream(name: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    const digest = createHash('sha256');
    const measured = async function* () {
      for await (const chunk of chunks) {
        digest.update(chunk);
        yield chunk;
      }
    };
    await this.zip.addStream(name, measured(), () => this.flush(0));
    this.digests[name] = digest.digest('hex');
  }

  private async addToPage(html: string): Promise<void> {
    this.page.push(html);
    this.pageLength += html.length;
    if (this.pageLength > held) await this.flushPage();
  }

  private async flushPage(): Promise<void> {
    const text = Buffer.from(this.page.join(''));
    this.page = [];
    this.pageLength = 0;
    this.bytes += text.length;
    await this.pages.write(text);
  }

  /** Writes down what waits when it is more than `least` bytes. */
  private async flush(least: number): Promise<void> {
    if (this.waitingBytes <= least) return;
    const chunk = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    await this.target.write(chunk);
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}
