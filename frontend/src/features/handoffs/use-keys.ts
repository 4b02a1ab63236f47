import { useEffect, useEffectEvent } from 'react';

/** Single keys for the page; silent while somebody types or holds a modifier. */
export function useKeys(keys: Record<string, () => void>): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const { target } = event;
    const typing =
      target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
