/** How much an erasure takes, or took. */
export type Extent = {
  entries: number;
  conversations: number;
  handoffs: number;
  keys: number;
  examples: number;
};
