import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { readers } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { nothing } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { useSession } from '../../lib/session';
import { AccountForm } from './account-form';
import { OthersPassword } from './password-forms';
import classes from './settings.module.css';

type User = Answer<'GET /api/users'>[number];

/** People, their roles, and whether they may sign in. */
export function AccountsPanel() {
  const users = useRoute('GET /api/users', {});
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Panel
        title="Accounts"
        subtitle="Disabling an account or giving it a new password ends its sessions at once"
        aside={<Button onClick={() => setAdding(true)}>Add a person</Button>}
        query={users}
        height={160}
        flush
      >
        {(rows) => <Accounts users={rows} />}
      </Panel>
      {adding && <AccountForm onClose={() => setAdding(false)} />}
    </>
  );
}

function Accounts({ users }: { users: User[] }) {
  const change = useSend('PATCH /api/users/:id', ['GET /api/users']);
  const session = useSession();
  const own = session.state === 'signed-in' ? session.session.email : undefined;
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: 'Name',
      sortBy: (user) => user.name,
      cell: (user) => (
        <div className={classes.person}>
          {user.name}
          <span className={classes.soft}>{user.email}</span>
        </div>
      ),
    },
    {
      key: 'role',
      title: 'Role',
      sortBy: (user) => user.role,
      cell: (user) =>
        user.email === own ? (
          user.role
        ) : (
          <NativeSelect
            aria-label={`Role of ${user.name}`}
            data={[...readers]}
            value={user.role}
            disabled={change.isPending}
            onChange={(event) =>
              change.mutate({
                params: { id: user.id },
                body: { role: event.currentTarget.value as User['role'] },
              })
            }
          />
        ),
    },
    {
      key: 'seen',
      title: 'Last seen',
      wide: true,
      sortBy: (user) => user.lastSeenAt,
      cell: (user) => (user.lastSeenAt ? <TimeText at={user.lastSeenAt} /> : nothing),
    },
    {
      key: 'state',
      title: 'Sign-in',
      cell: (user) =>
        user.email === own ? (
          <span className={classes.soft}>this is you</span>
        ) : (
          <span className={classes.signIn}>
            <Button
              variant="default"
              disabled={change.isPending}
              onClick={() => change.mutate({ params: { id: user.id }, body: { disabled: !user.disabled } })}
            >
              {user.disabled ? 'Enable' : 'Disable'}
            </Button>
            <OthersPassword id={user.id} name={user.name} />
          </span>
        ),
    },
  ];
  return (
    <>
      <DataTable
        caption="Accounts"
        rows={users}
        rowKey={(user) => user.id}
        columns={columns}
        isFaint={(user) => user.disabled}
      />
      {change.error && (
        <p role="alert" className={classes.refusal}>
          {[change.error.title, change.error.detail].filter(Boolean).join('. ')}
        </p>
      )}
    </>
  );
}
