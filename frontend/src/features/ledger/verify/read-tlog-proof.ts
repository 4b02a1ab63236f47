import { fromBase64, hashFrom } from './bytes';
import { type Note, readNote } from './check-note';

/** A proof that travels as a file: c2sp.org/tlog-proof@v1. */
export interface TlogProof {
  index: number;
  /** base64, from the leaf's sibling up. */
  hashes: string[];
  /** The checkpoint, verbatim. */
  checkpoint: string;
  note: Note;
  /** Bytes that nobody signed; null when there are none. */
  extraBytes: number | null;
}
export type TlogProofRead = { proof: TlogProof } | { refused: string };

/** A tree of 2^63 entries has paths of 63 hashes. */
const mostHashes = 63;

/** Reads the text of a `.tlog-proof` file; strict, so that one proof has one spelling. */
export function readTlogProof(text: string): TlogProofRead {
  const split = text.indexOf('\n\n');
  if (split < 0) return { refused: 'there is no blank line between the path and the checkpoint' };
  const [version, ...lines] = text.slice(0, split).split('\n');
  if (version !== 'c2sp.org/tlog-proof@v1')
    return { refused: 'the first line is not c2sp.org/tlog-proof@v1' };
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined;
  const extraBytes = extra === undefined ? null : lengthOf(extra);
  if (extraBytes === 0) return { refused: 'the extra line is not base64' };
  const [, digits = ''] = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '') ?? [];
  const index = Number(digits);
  if (digits === '' || !Number.isSafeInteger(index)) return { refused: 'the index line cannot be read' };
  if (lines.length > mostHashes) return { refused: 'the path has more hashes than any tree has levels' };
  const wrong = lines.findIndex((line) => hashFrom(line) === null);
  if (wrong >= 0) return { refused: `hash ${wrong + 1} of the path is not 32 bytes in base64` };
  const checkpoint = text.slice(split + 2);
  const note = readNote(checkpoint);
  if (!note) return { refused: 'the checkpoint after the blank line cannot be read' };
  return { proof: { index, hashes: lines, checkpoint, note, extraBytes } };
}

/** Length of what is encoded; 0 when it is nothing or no base64. */
function lengthOf(encoded: string): number {
  try {
    return fromBase64(encoded).length;
  } catch {
    return 0;
  }
}
