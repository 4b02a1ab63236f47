import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** One member of the URL's search part: what can be shared stands there, the fallback does not. */
export function useUrlState<Value extends string>(
  name: string,
  fallback: Value,
  allowed?: readonly Value[],
): [Value, (value: Value) => void] {
  const [search, setSearch] = useSearchParams();
  const found = search.get(name) as Value | null;
  const value = found !== null && (!allowed || allowed.includes(found)) ? found : fallback;
  const set = useCallback(
    (next: Value) =>
      setSearch(
        (current) => {
          const changed = new URLSearchParams(current);
          if (next === fallback) changed.delete(name);
          else changed.set(name, next);
          return changed;
        },
        { replace: true },
      ),
    [setSearch, name, fallback],
  );
  return [value, set];
}
