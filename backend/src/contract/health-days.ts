/** Stretches, in days, that a source's health is told over. Without zod, so that pages can name them too. */
export const healthDays = { now: 7, past: 28 } as const;
