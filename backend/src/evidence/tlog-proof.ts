/** c2sp.org/tlog-proof@v1 without extra data: a leaf's path to the root that the checkpoint signs. */
export function writeTlogProof(index: number, path: readonly Buffer[], note: string): string {
  const hashes = path.map((hash) => `${hash.toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\n${note}`;
}
