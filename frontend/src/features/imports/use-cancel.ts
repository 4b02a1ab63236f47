import { useLocation } from 'wouter';
import { useSend } from '../../lib/queries';
import type { Job } from './import-words';

/** Stops an import; one that never started is gone afterwards, and its page with it. */
export function useCancel({ id, startedAt }: Pick<Job, 'id' | 'startedAt'>) {
  const [, go] = useLocation();
  const isForgotten = startedAt === null;
  const cancel = useSend(
    'POST /api/imports/:id/cancellation',
    isForgotten ? ['GET /api/imports'] : ['GET /api/imports', 'GET /api/imports/:id'],
  );
  const run = async (): Promise<void> => {
    await cancel.mutateAsync({ params: { id } });
    if (isForgotten) go('/imports');
  };
  // Why it could not stands in `error`.
  return { ...cancel, run: () => void run().catch(() => undefined) };
}
