/** Lower triangle L of a symmetric positive definite matrix, L Lᵀ. Rows of L are as long as they are filled. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  matrix.forEach((own, i) => {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = lower[j] ?? row;
      let left = own[j] as number;
      for (let k = 0; k < j; k++) left -= (row[k] as number) * (other[k] as number);
      row.push(j === i ? Math.sqrt(left) : left / (other[j] as number));
    }
    lower.push(row);
  });
  return lower;
}

/** L⁻¹ values. */
export function solveLower(lower: readonly (readonly number[])[], values: readonly number[]): number[] {
  const found: number[] = [];
  lower.forEach((row, i) => {
    let left = values[i] as number;
    for (let k = 0; k < i; k++) left -= (row[k] as number) * (found[k] as number);
    found.push(left / (row[i] as number));
  });
  return found;
}

/** L⁻ᵀ values. */
export function solveUpper(lower: readonly (readonly number[])[], values: readonly number[]): number[] {
  const found = [...values];
  for (let i = lower.length - 1; i >= 0; i--) {
    found[i] = (found[i] as number) / (lower[i]?.[i] as number);
    for (let k = 0; k < i; k++)
      found[k] = (found[k] as number) - (lower[i]?.[k] as number) * (found[i] as number);
  }
  return found;
}

/** Of L Lᵀ. */
export const logDeterminant = (lower: readonly (readonly number[])[]): number =>
  2 * lower.reduce((total, row, i) => total + Math.log(row[i] as number), 0);
