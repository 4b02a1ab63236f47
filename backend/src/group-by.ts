/** Rows by what `nameOf` says of each, in the order in which names first come. */
export function groupBy<Row, Name = string>(
  rows: readonly Row[],
  nameOf: (row: Row) => Name,
): Map<Name, Row[]> {
  const groups = new Map<Name, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
