import { encodeText } from './rows.js';
import { ZipWriter } from './zip-writer.js';

export interface Member {
  name: string;
  content: Uint8Array | AsyncIterable<Uint8Array>;
}

export const jsonMember = (name: string, value: unknown): Member => ({
  name,
  content: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
});

export const textMember = (name: string, parts: AsyncIterable<string>): Member => ({
  name,
  content: encodeText(parts),
});

/** A zip as it is asked for: memory holds what one piece gave. */
export async function* zipMembers(members: AsyncIterable<Member>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  const take = (): Uint8Array => {
    const taken = Buffer.concat(parts);
    parts = [];
    return taken;
  };
  const zip = new ZipWriter((chunk) => void parts.push(chunk));
  for await (const { name, content } of members) {
    if (content instanceof Uint8Array) zip.add(name, content);
    else {
      const member = zip.open(name);
      for await (const chunk of content) {
        member.push(chunk);
        if (parts.length > 0) yield take();
      }
      member.end();
    }
    if (parts.length > 0) yield take();
  }
  zip.end();
  yield take();
}
