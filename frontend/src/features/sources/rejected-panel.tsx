import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { admins, ruleMakers } from '../../../../backend/src/contract/roles.js';
import { Answered, Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count, counted } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import css from './sources.module.css';

type Item = Answer<'GET /api/sources/:name/rejected'>['items'][number];

const touched = ['GET /api/sources/:name/rejected', 'GET /api/sources/:name', 'GET /api/sources'] as const;

/** Records that could not be read, with the place of what is wrong. */
export function RejectedPanel({ name }: { name: string }) {
  const params = { name };
  const list = useRoute('GET /api/sources/:name/rejected', { params });
  const mayTry = useMay(ruleMakers);
  const mayRule = useMay(admins);
  const [open, setOpen] = useState<Item | null>(null);
  const retry = useSend('POST /api/sources/:name/rejected/retry', touched);
  const dismiss = useSend('POST /api/sources/:name/rejected/dismiss', touched);
  const failed = retry.error ?? dismiss.error;
  const total = list.data?.total ?? 0;
  return (
    <>
      <Panel
        title="What could not be read?"
        subtitle={
          list.data &&
          `Kept as they came, encrypted, for ${list.data.keptDays} days. Try them again after the mapping, the reasons or Baton changed`
        }
        aside={
          mayTry &&
          total > 0 && (
            <Button
              variant="default"
              loading={retry.isPending}
              onClick={() => retry.mutate({ params, body: {} })}
            >
              Try all again
            </Button>
          )
        }
        query={list}
        height={96}
        isEmpty={(data) => data.total === 0 && !retry.data}
        empty={<Empty title="Nothing was refused">Every record of the last weeks could be read.</Empty>}
      >
        {(data) => (
          <>
            <p role="status" className={css.line}>
              {retry.data && triedText(retry.data)}
              {failed && <span className={css.bad}>Not done: {failed.message}</span>}
            </p>
            <ul className={css.records}>
              {data.items.map((item) => (
                <li key={item.id} className={css.record}>
                  <span className={css.two}>
                    <span className={css.wrap}>
                      {item.reason}
                      {item.pointer && (
                        <>
                          {' '}
                          at <code>{item.pointer}</code>
                        </>
                      )}
                    </span>
                    <span className={css.soft}>
                      by {item.way}, <TimeText at={item.cameAt} />
                      {item.times > 1 && `, ${item.times} times`}
                    </span>
                  </span>
                  <span className={css.buttons}>
                    {mayRule && (
                      <Button variant="subtle" onClick={() => setOpen(item)}>
                        Look
                      </Button>
                    )}
                    {mayTry && (
                      <Button
                        variant="subtle"
                        onClick={() => retry.mutate({ params, body: { ids: [item.id] } })}
                      >
                        Try again
                      </Button>
                    )}
                    {mayRule && (
                      <Button
                        variant="subtle"
                        color="red"
                        onClick={() => dismiss.mutate({ params, body: { ids: [item.id] } })}
                      >
                        Dismiss
                      </Button>
                    )}
                  </span>
                </li>
              ))}
            </ul>
            {data.total > data.items.length && (
              <p className={css.soft}>and {count(data.total - data.items.length)} older ones</p>
            )}
          </>
        )}
      </Panel>
      {open && <Original name={name} item={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function triedText({ taken, rejected, left }: Answer<'POST /api/sources/:name/rejected/retry'>): string {
  const said = [`${counted(taken, 'record was', 'records were')} read`, `${count(rejected)} still refused`];
  return `${[...said, ...(left > 0 ? [`${count(left)} not tried yet`] : [])].join(', ')}.`;
}

/** Who looks is entered in the access log. */
function Original({ name, item, onClose }: { name: string; item: Item; onClose: () => void }) {
  const record = useRoute('GET /api/sources/:name/rejected/:id', { params: { name, id: item.id } });
  return (
    <Modal
      opened
      onClose={onClose}
      title="A record that was refused"
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={css.line}>
        {item.reason} {item.pointer && <code>{item.pointer}</code>}
      </p>
      <Answered query={record} height={240}>
        {({ text }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={css.original} tabIndex={0} aria-label="The record as it came">
            <pre>{text}</pre>
          </section>
        )}
      </Answered>
    </Modal>
  );
}
