import { Button } from '@mantine/core';
import { admins } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import css from './alerts.module.css';

type Messages = Answer<'GET /api/alerts/messages'>;
type Message = Messages['items'][number];

/** The outbox: given up first, then what waits, then what arrived. */
export function MessagesPanel() {
  const messages = useRoute('GET /api/alerts/messages', {}, { every: 30_000 });
  return (
    <Panel
      title="Did it arrive?"
      subtitle={messages.data && <Counts messages={messages.data} />}
      query={messages}
      height={160}
      flush
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Empty title="Nothing was sent yet">
          Messages are kept until they arrive, tried again ever later, and given up after about eight hours.
        </Empty>
      }
    >
      {({ items }) => <MessageTable messages={items} />}
    </Panel>
  );
}

function Counts({ messages: { waiting, dead } }: { messages: Messages }) {
  return (
    <>
      {dead > 0 && <span className={css.bad}>{count(dead)} given up · </span>}
      {waiting === 0 ? 'Nothing waits' : `${count(waiting)} waiting`}
    </>
  );
}

function MessageTable({ messages }: { messages: readonly Message[] }) {
  const columns: Column<Message>[] = [
    {
      key: 'message',
      title: 'Message',
      cell: ({ subject, channel }) => (
        <div className={css.what}>
          <span className={css.words}>{subject}</span>
          <span className={css.soft}>to {channel}</span>
        </div>
      ),
    },
    { key: 'made', title: 'Made', wide: true, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { key: 'state', title: 'State', cell: (message) => <MessageState message={message} /> },
  ];
  return (
    <DataTable caption="Messages" columns={columns} rows={messages} rowKey={({ id }) => id} maxHeight={420} />
  );
}

function MessageState({ message }: { message: Message }) {
  const { state, attempts, dueAt, endedAt, error } = message;
  const may = useMay(admins);
  const retry = useSend('POST /api/alerts/messages/:id/retry', ['GET /api/alerts/messages']);
  const tried = attempts === 1 ? 'once' : `${attempts} times`;
  if (state === 'sent') {
    return (
      <span className={css.soft}>
        arrived <TimeText at={endedAt} />
        {attempts > 1 && `, tried ${tried}`}
      </span>
    );
  }
  return (
    <div className={css.what}>
      {state === 'waiting' && (
        <span className={css.soft}>
          {attempts === 0 ? 'waits' : `tried ${tried}, again`} <TimeText at={dueAt} />
        </span>
      )}
      {state === 'dead' && (
        <span className={css.bad}>
          given up, tried {tried}{' '}
          {may && (
            <Button
              variant="default"
              size="compact-xs"
              loading={retry.isPending}
              onClick={() => retry.mutate({ params: { id: message.id } })}
            >
              Send again<span className="unseen"> {message.subject}</span>
            </Button>
          )}
        </span>
      )}
      {error && <span className={css.words}>{error}</span>}
      {retry.error && <span className={css.bad}>{retry.error.message}</span>}
    </div>
  );
}
