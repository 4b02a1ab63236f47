import { Button } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { auditors } from '../../../../../backend/src/contract/roles.js';
import { useMay } from '../../../lib/session';
import css from '../ledger.module.css';
import type { NamedScope } from './evidence-scope';

const EvidenceDialog = lazy(async () => ({
  default: (await import('./evidence-dialog')).EvidenceDialog,
}));

/** Opens the way to an evidence pack. Nothing for those who may not take one. */
export function EvidenceButton({ scopes }: { scopes: readonly NamedScope[] }) {
  const [open, setOpen] = useState(false);
  if (!useMay(auditors)) return null;
  return (
    <>
      <Button
        variant="default"
        className={css.screenOnly}
        leftSection={<IconFileZip size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Evidence pack
      </Button>
      {open && (
        <Suspense fallback={null}>
          <EvidenceDialog scopes={scopes} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
