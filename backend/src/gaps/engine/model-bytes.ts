import type { GapModel, StreamModel } from './assign.js';
import type { Stream } from './escalation.js';

/** What stands before the arrays; lists of terms are joined by line feeds, which no term holds. */
interface Head {
  format: 1;
  rank: number;
  words: string;
  grams: string;
  evidence: string;
  dense: number;
  streams: { stream: Stream; columns: number; prototypes: number }[];
}

/**
 * A model as bytes: the length of its head (4 bytes, big endian), the head as JSON, then its arrays as 32-bit floats,
 * little endian as all machines are that this runs on; directions in 16 bits a number, with one scale per direction, a power of two so
 * that nothing is lost when bytes are made again.
 */
export function encodeModel({ space, streams }: GapModel): Uint8Array {
  const { vocabulary, directions, rank } = space;
  const head: Head = {
    format: 1,
    rank,
    words: [...vocabulary.words.keys()].join('\n'),
    grams: [...vocabulary.grams.keys()].join('\n'),
    evidence: [...vocabulary.evidence.keys()].map((name) => JSON.stringify(name)).join('\n'),
    dense: vocabulary.denseMean.length,
    streams: streams.map(({ stream, metric, gaps }) => ({
      stream,
      columns: metric.columns,
      prototypes: gaps.length,
    })),
  };
  const { scales, small } = quantise(directions, rank);
  const arrays = [vocabulary.weights, vocabulary.denseMean, scales, ...streams.flatMap(arraysOf)];
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const floats = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return Uint8Array.from(Buffer.concat([length, text, ...floats, new Uint8Array(small.buffer)]));
}

const arraysOf = ({ metric, prototypes, gaps, floors }: StreamModel): Float32Array[] => [
  Float32Array.from(metric.values),
  prototypes,
  Float32Array.from(gaps),
  floors,
];

/** Throws a RangeError or SyntaxError for bytes that `encodeModel` did not make. */
export function decodeModel(bytes: Uint8Array): GapModel {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 4 + buffer.readUInt32BE(0);
  const head = JSON.parse(buffer.toString('utf8', 4, end)) as Head;
  let at = end;
  const floats = (count: number) => {
    const array = new Float32Array(new Uint8Array(buffer.subarray(at, at + 4 * count)).buffer);
    if (array.length !== count) throw new RangeError('the bytes of a gap model end too early');
    at += 4 * count;
    return array;
  };
  const words = linesOf(head.words);
  const grams = linesOf(head.grams);
  const evidence = linesOf(head.evidence).map((name) => JSON.parse(name) as string);
  const terms = words.length + grams.length;
  const columns = terms + evidence.length + head.dense;
  const weights = floats(terms);
  const denseMean = floats(head.dense);
  const scales = floats(head.rank);
  const streams = head.streams.map(({ stream, columns: width, prototypes }): StreamModel => {
    const metric = { rows: width, columns: width, values: Float64Array.from(floats(width * width)) };
    return {
      stream,
      metric,
      prototypes: floats(prototypes * width),
      gaps: Int32Array.from(floats(prototypes)),
      floors: floats(prototypes),
    };
  });
  const small = new Int16Array(new Uint8Array(buffer.subarray(at, at + 2 * columns * head.rank)).buffer);
  if (small.length !== columns * head.rank) throw new RangeError('the bytes of a gap model end too early');
  const directions = unquantise(small, scales);
  const vocabulary = {
    words: numbered(words, 0),
    grams: numbered(grams, words.length),
    evidence: numbered(evidence, terms),
    weights,
    denseMean,
    columns,
  };
  return { space: { vocabulary, directions, rank: head.rank }, streams };
}

const linesOf = (joined: string): string[] => (joined === '' ? [] : joined.split('\n'));
const numbered = (names: readonly string[], first: number) =>
  new Map(names.map((name, i) => [name, first + i]));

/** By a loop: these are millions of numbers, and `Float32Array.from` takes each from an iterator. */
function unquantise(small: Int16Array, scales: Float32Array): Float32Array {
  const directions = new Float32Array(small.length);
  for (let i = 0; i < small.length; i++)
    directions[i] = (small[i] as number) * (scales[i % scales.length] as number);
  return directions;
}

function quantise(directions: Float32Array, rank: number): { scales: Float32Array; small: Int16Array } {
  const most = new Float64Array(rank);
  directions.forEach((value, i) => {
    most[i % rank] = Math.max(most[i % rank] as number, Math.abs(value));
  });
  const scales = Float32Array.from(most, (value) =>
    value > 0 ? 2 ** Math.ceil(Math.log2(value / 32_767)) : 1,
  );
  const small = new Int16Array(directions.length);
  for (let i = 0; i < small.length; i++)
    small[i] = Math.round((directions[i] as number) / (scales[i % rank] as number));
  return { scales, small };
}
