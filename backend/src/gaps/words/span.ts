/** Places in a text: of its first sign, and after its last. */
export type Span = readonly [number, number];
