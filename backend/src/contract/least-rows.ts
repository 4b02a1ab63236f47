/** Below this many rows on either side a number is not compared, and is drawn faint. */
export const leastRows = 30;
