import { useSession } from './session';

/** Time of the newest event in any number, milliseconds, as of the last look at the session; null before one. */
export function useDataEnd(): number | null {
  const session = useSession();
  const dataEnd = session.state === 'signed-in' ? session.session.dataEnd : null;
  return dataEnd === null ? null : Date.parse(dataEnd);
}
