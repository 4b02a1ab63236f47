import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiProblem } from '../../lib/api';
import { count } from '../../lib/format';
import { saveFile } from '../../lib/save-file';
import { allHandoffs, handoffCsv } from './export-handoffs';
import type { HandoffQuery } from './handoff-list';
import css from './handoffs.module.css';

/** Saves what is listed, all of it, as CSV. */
export function ExportButton({ query, total }: { query: HandoffQuery; total: number }) {
  const [done, setDone] = useState(0);
  const save = useMutation<void, ApiProblem>({
    mutationFn: async () => {
      setDone(0);
      const rows = await allHandoffs(query, setDone);
      saveFile(new Blob([handoffCsv(rows)], { type: 'text/csv;charset=utf-8' }), 'handoffs.csv');
    },
  });
  return (
    <>
      {save.error && (
        <span className={css.toneBad} role="alert">
          Not saved: {save.error.title}
        </span>
      )}
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={total === 0 || save.isPending}
        onClick={() => save.mutate()}
      >
        {save.isPending ? `${count(done)} of ${count(total)}` : 'CSV'}
      </Button>
    </>
  );
}
