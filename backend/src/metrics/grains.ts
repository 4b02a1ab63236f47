/** Lengths of the buckets in which changes are told, in milliseconds. All are UTC and begin at the epoch. */
export const grains = { quarter: 900_000, day: 86_400_000 } as const;
