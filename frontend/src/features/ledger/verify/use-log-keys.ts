import { useRoute } from '../../../lib/queries';

/** Every key that signs or signed for this log, as the log states them; undefined while they are read. */
export function useLogKeys(): readonly string[] | undefined {
  const keys = useRoute('GET /api/ledger/keys', {});
  return keys.data?.map(({ vkey }) => vkey);
}
