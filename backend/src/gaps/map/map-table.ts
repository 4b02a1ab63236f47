import {
  Dictionary,
  Float32,
  Int32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

/** Given: arrow would count it up over the life of the process, and equal points would not give equal bytes. */
const dictionaryId = 1;

/** Escalations on the map as an Arrow IPC stream: where each lies, and in which gap. `places`: see `PointsOfGap`. */
export function tableOfPoints(gaps: readonly { gap: string; places: Buffer }[]): Uint8Array {
  const count = gaps.reduce((sum, { places }) => sum + places.length / 8, 0);
  const [x, y, gap] = [new Float32Array(count), new Float32Array(count), new Int32Array(count)];
  let row = 0;
  gaps.forEach(({ places }, number) => {
    for (let at = 0; at < places.length; at += 8) {
      x[row] = places.readFloatBE(at);
      y[row] = places.readFloatBE(at + 4);
      gap[row++] = number;
    }
  });
  const names = vectorFromArray(
    gaps.map((one) => one.gap),
    new Utf8(),
  );
  const type = new Dictionary(new Utf8(), new Int32(), dictionaryId);
  const columns = {
    x: makeVector(makeData({ type: new Float32(), data: x })),
    y: makeVector(makeData({ type: new Float32(), data: y })),
    gap: makeVector(makeData({ type, data: gap, dictionary: names })),
  };
  return tableToIPC(new Table(columns), 'stream');
}
