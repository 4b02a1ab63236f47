import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { nothing } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { KeyForm } from './key-form';
import classes from './settings.module.css';

type Key = Answer<'GET /api/keys'>[number];

/** Keys for programs. Only their first characters are known after they were made. */
export function KeysPanel() {
  const keys = useRoute('GET /api/keys', {});
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Panel
        title="API keys"
        subtitle="For programs that send events or read numbers"
        aside={<Button onClick={() => setAdding(true)}>Create a key</Button>}
        query={keys}
        height={120}
        flush
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="No keys yet">A program needs one to send events.</Empty>}
      >
        {(rows) => <Keys keys={rows} />}
      </Panel>
      {adding && <KeyForm onClose={() => setAdding(false)} />}
    </>
  );
}

function Keys({ keys }: { keys: Key[] }) {
  const revoke = useSend('DELETE /api/keys/:id', ['GET /api/keys']);
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: 'Name',
      sortBy: (key) => key.name,
      cell: (key) => (
        <div className={classes.person}>
          {key.name}
          <code className={classes.soft}>{key.prefix}…</code>
        </div>
      ),
    },
    { key: 'role', title: 'May', sortBy: (key) => key.role, cell: (key) => key.role },
    {
      key: 'used',
      title: 'Last used',
      wide: true,
      sortBy: (key) => key.lastUsedAt,
      cell: (key) => (key.lastUsedAt ? <TimeText at={key.lastUsedAt} /> : nothing),
    },
    {
      key: 'state',
      title: 'State',
      cell: (key) =>
        key.revoked ? (
          <span className={classes.soft}>revoked</span>
        ) : (
          <Revoke name={key.name} onRevoke={() => revoke.mutate({ params: { id: key.id } })} />
        ),
    },
  ];
  return (
    <>
      <DataTable
        caption="API keys"
        rows={keys}
        rowKey={(key) => key.id}
        columns={columns}
        isFaint={(key) => key.revoked}
      />
      {revoke.error && (
        <p role="alert" className={classes.refusal}>
          {revoke.error.title}
        </p>
      )}
    </>
  );
}

/** Asked twice: what uses the key stops working at once. */
function Revoke({ name, onRevoke }: { name: string; onRevoke: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      variant={asked ? 'filled' : 'default'}
      color={asked ? 'red.9' : undefined}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? onRevoke() : setAsked(true))}
    >
      {asked ? `Revoke ${name} for good` : 'Revoke'}
    </Button>
  );
}
