import { crc32 } from 'node:zlib';
import { deflateSync, Zip, ZipDeflate, type ZipInputFile } from 'fflate';

/** The earliest that a zip can say, wherever the server stands: the same content gives the same bytes. */
const time = new Date(1980, 0, 1);
const level = 6;
/** Members below this many bytes are stored: they are mostly hashes, and tens of thousands. */
const worthwhile = 4096;
const stored = 0;
const deflated = 8;

/** Writes a zip member by member; `sink` takes the bytes as they come. */
export class ZipWriter {
  private readonly zip: Zip;

  constructor(sink: (chunk: Uint8Array) => void) {
    this.zip = new Zip((error, chunk) => {
      if (error) throw error;
      sink(chunk);
    });
  }

  /** A member that is there as a whole. */
  add(name: string, content: Uint8Array): void {
    const isLarge = content.length >= worthwhile;
    const member: ZipInputFile = {
      filename: name,
      size: content.length,
      crc: crc32(content),
      compression: isLarge ? deflated : stored,
      mtime: time,
      ondata: undefined,
    };
    this.zip.add(member);
    member.ondata?.(null, isLarge ? deflateSync(content, { level }) : new Uint8Array(content), true);
  }

  /** A member that comes in pieces; between them others may run. */
  async addStream(
    name: string,
    chunks: AsyncIterable<Uint8Array>,
    afterEach: () => Promise<void>,
  ): Promise<void> {
    const member = this.open(name);
    for await (const chunk of chunks) {
      member.push(chunk);
      await afterEach();
    }
    member.end();
  }

  /** A member that is ended before the next one begins. */
  open(name: string): { push(chunk: Uint8Array): void; end(): void } {
    const member = new ZipDeflate(name, { level });
    member.mtime = time;
    this.zip.add(member);
    return {
      push: (chunk) => member.push(chunk),
      end: () => member.push(new Uint8Array(0), true),
    };
  }

  end(): void {
    this.zip.end();
  }
}
