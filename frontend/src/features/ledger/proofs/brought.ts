import { useCallback, useSyncExternalStore } from 'react';

/** What an auditor brought from elsewhere: kept in this tab's session, never sent, never in the address. */
const places = { key: 'baton-auditor-key', checkpoint: 'baton-auditor-checkpoint' } as const;
export type Brought = keyof typeof places;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useBrought(what: Brought): [string, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => sessionStorage.getItem(places[what]) ?? '');
  const set = useCallback(
    (next: string) => {
      if (next === '') sessionStorage.removeItem(places[what]);
      else sessionStorage.setItem(places[what], next);
      for (const listener of listeners) listener();
    },
    [what],
  );
  return [text, set];
}
