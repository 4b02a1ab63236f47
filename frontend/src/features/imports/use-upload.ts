import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiProblem, call } from '../../lib/api';
import { upload } from '../../lib/upload';

export interface Uploading {
  name: string;
  /** From 1. */
  number: number;
  files: number;
  sent: number;
  bytes: number;
}

/** Brings files one after the other, has them checked, and goes to what was found. */
export function useUpload() {
  const [under, setUnder] = useState<Uploading | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const abort = useRef<AbortController | null>(null);
  const client = useQueryClient();
  const [, go] = useLocation();
  // Whoever went elsewhere meanwhile is left there.
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  const bring = async (files: readonly File[]): Promise<void> => {
    const aborting = new AbortController();
    abort.current = aborting;
    setProblem(null);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    let id: string | undefined;
    try {
      ({ id } = await call('POST /api/imports', {}));
      const params = { id };
      let before = 0;
      for (const [index, file] of files.entries()) {
        const show = (sent: number) =>
          setUnder({ name: file.name, number: index + 1, files: files.length, sent: before + sent, bytes });
        show(0);
        await upload(
          'POST /api/imports/:id/files',
          { params, query: { name: file.name } },
          file,
          show,
          aborting.signal,
        );
        before += file.size;
      }
      await call('POST /api/imports/:id/check', { params, body: {} });
      if (isHere.current) go(`/imports/${id}`);
    } catch (error) {
      if (id !== undefined)
        await call('POST /api/imports/:id/cancellation', { params: { id } }).catch(() => undefined);
      if (error instanceof ApiProblem) setProblem(error);
      else if (!aborting.signal.aborted) throw error;
    } finally {
      setUnder(null);
      await client.invalidateQueries({ queryKey: ['GET /api/imports'] });
    }
  };
  return { under, problem, bring, giveUp: () => abort.current?.abort() };
}
