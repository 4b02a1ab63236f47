/** Spread of effects that the boundary looks for: sharpest for changes by about a half. */
const sought = Math.LN2;
const alpha = 0.05;
/** The normal deviate that is exceeded with chance 0.2: what a power of 80 % asks. */
export const z80 = 0.8416212335729143;

/**
 * Half the width of an interval that holds at all looks together: Robbins' normal mixture. Robbins, Ann. Math. Statist.
 * 41 (1970) 1397–1409; Johari et al., Oper. Res. 70 (2022) 1806–1821, equation (7).
 */
export function boundary(variance: number): number {
  const mixed = variance + sought * sought;
  return Math.sqrt(
    ((variance * mixed) / (sought * sought)) * (2 * Math.log(1 / alpha) + Math.log(mixed / variance)),
  );
}
