import { useState } from 'react';
import { useSearchParams } from 'wouter';

/** Fields that are typed before they are meant: they take effect, and stand in the URL, when they are sent. */
export function useSearchFields<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const sent = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<
    Name,
    string
  >;
  const [typed, setTyped] = useState<Partial<Record<Name, string>>>({});
  const apply = (values: Record<Name, string>) => {
    setTyped({});
    setSearch(
      (current) => {
        const changed = new URLSearchParams(current);
        for (const name of names) {
          const value = values[name].trim();
          if (value === '') changed.delete(name);
          else changed.set(name, value);
        }
        return changed;
      },
      { replace: true },
    );
  };
  const shown = { ...sent, ...typed } as Record<Name, string>;
  return {
    sent,
    shown,
    type: (name: Name, value: string) => setTyped((now) => ({ ...now, [name]: value })),
    send: () => apply(shown),
    clear: () => apply(Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>),
  };
}
