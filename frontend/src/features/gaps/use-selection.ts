import { useState } from 'react';

export interface Selection {
  chosen: readonly string[];
  has(key: string): boolean;
  flip(key: string): void;
  clear(): void;
}

/** Which of the shown keys are chosen; what is no longer there no longer counts. */
export function useSelection(shown: readonly string[]): Selection {
  const [keys, setKeys] = useState<readonly string[]>([]);
  const chosen = keys.filter((key) => shown.includes(key));
  return {
    chosen,
    has: (key) => chosen.includes(key),
    flip: (key) => setKeys(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]),
    clear: () => setKeys([]),
  };
}
