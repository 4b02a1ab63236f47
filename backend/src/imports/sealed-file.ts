import { createCipheriv, createDecipheriv } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { Damaged } from './damaged.js';

/** Plain bytes of a block; each is sealed by itself, so that any part of a file can be read. */
export const blockBytes = 1 << 16;
const tagBytes = 16;
const sealedBytes = blockBytes + tagBytes;
/** Blocks that are read at once. */
const blocksAtOnce = 16;

/** A key seals one file: the number of a block and whether it is the last one make its nonce (STREAM, Hoang et al. 2015). */
function nonceOf(block: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(block), 3);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Seals what comes, block by block: AES-256-GCM, constant memory. */
export class FileSealer {
  private rest: Uint8Array[] = [];
  private size = 0;
  private block = 0;

  /** `key`: 32 bytes that seal nothing else. */
  constructor(private readonly key: Buffer) {}

  /** What can be written of it. The last block waits: that it is the last one is part of it. */
  add(chunk: Uint8Array): Buffer[] {
    this.rest.push(chunk);
    this.size += chunk.length;
    if (this.size <= blockBytes) return [];
    const bytes = Buffer.concat(this.rest);
    const whole = Math.floor((bytes.length - 1) / blockBytes);
    const sealed = Array.from({ length: whole }, (_, i) =>
      this.seal(bytes.subarray(i * blockBytes, (i + 1) * blockBytes), false),
    );
    this.rest = [bytes.subarray(whole * blockBytes)];
    this.size = bytes.length - whole * blockBytes;
    return sealed;
  }

  end(): Buffer {
    return this.seal(Buffer.concat(this.rest), true);
  }

  private seal(block: Buffer, isLast: boolean): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(this.block++, isLast));
    return Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()]);
  }
}

/** A sealed file, read from any place on. */
export class SealedFile extends RandomAccessReader {
  private constructor(
    private readonly path: string,
    private readonly key: Buffer,
    private readonly blocks: number,
    /** Plain bytes. */
    readonly size: number,
  ) {
    super();
  }

  /** `key`: base64. */
  static async open(path: string, key: string): Promise<SealedFile> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const blocks = Math.ceil(size / sealedBytes);
      if (size - (blocks - 1) * sealedBytes < tagBytes) throw cutOff();
      return new SealedFile(path, Buffer.from(key, 'base64'), blocks, size - blocks * tagBytes);
    } finally {
      await file.close();
    }
  }

  /** Plain bytes, `end` exclusive. */
  stream(start = 0, end = this.size): Readable {
    return Readable.from(this.plain(start, Math.min(end, this.size)), { objectMode: false });
  }

  /** Of yauzl. */
  override _readStreamForRange(start: number, end: number): Readable {
    return this.stream(start, end);
  }

  private async *plain(start: number, end: number): AsyncGenerator<Buffer> {
    if (end <= start) return;
    const file = await open(this.path);
    try {
      const last = Math.floor((end - 1) / blockBytes);
      for (let first = Math.floor(start / blockBytes); first <= last; first += blocksAtOnce) {
        const count = Math.min(blocksAtOnce, last - first + 1);
        const sealed = Buffer.alloc(count * sealedBytes);
        const { bytesRead } = await file.read(sealed, 0, sealed.length, first * sealedBytes);
        const bytes = this.openAll(sealed.subarray(0, bytesRead), first);
        const offset = first * blockBytes;
        yield bytes.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
      }
    } finally {
      await file.close();
    }
  }

  private openAll(sealed: Buffer, first: number): Buffer {
    const plain: Buffer[] = [];
    for (let at = 0; at < sealed.length; at += sealedBytes) {
      const block = first + at / sealedBytes;
      plain.push(this.openBlock(sealed.subarray(at, at + sealedBytes), block));
    }
    return Buffer.concat(plain);
  }

  private openBlock(sealed: Buffer, block: number): Buffer {
    if (sealed.length < tagBytes) throw cutOff();
    const nonce = nonceOf(block, block === this.blocks - 1);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce).setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new Damaged('it was changed while it waited here', { cause });
    }
  }
}

const cutOff = () => new Damaged('it was cut off while it waited here');
