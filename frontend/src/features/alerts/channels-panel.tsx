import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { admins } from '../../../../backend/src/contract/roles.js';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { dateTime } from '../../lib/format';
import { type useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import css from './alerts.module.css';
import type { Channel } from './channel-draft';
import { ChannelForm } from './channel-form';
import { SecretForm } from './secret-form';

type Channels = ReturnType<typeof useRoute<'GET /api/alerts/channels'>>;

const kindWords = { email: 'E-mail', webhook: 'Webhook', slack: 'Slack-compatible' } as const;
const touched = ['GET /api/alerts/channels', 'GET /api/alerts/messages', 'GET /api/alerts/rules'] as const;

/** Who is told. */
export function ChannelsPanel({ channels }: { channels: Channels }) {
  const [editing, setEditing] = useState<Channel | 'new' | null>(null);
  const [renewing, setRenewing] = useState<Channel | null>(null);
  const may = useMay(admins);
  const close = () => setEditing(null);
  return (
    <>
      <Panel
        title="Who is told?"
        subtitle="One message per channel and few minutes; addresses and secrets are encrypted and not shown again"
        aside={may && <Button onClick={() => setEditing('new')}>Add a channel</Button>}
        query={channels}
        height={120}
        isEmpty={(data) => data.length === 0}
        empty={
          <Empty title="No channels yet">
            Alerts are told on this page. An administrator can add e-mail, a webhook or a chat.
          </Empty>
        }
      >
        {(data) => (
          <ul className={css.list}>
            {data.map((channel) => (
              <ChannelRow
                key={channel.id}
                channel={channel}
                actions={
                  may ? { edit: () => setEditing(channel), renew: () => setRenewing(channel) } : undefined
                }
              />
            ))}
          </ul>
        )}
      </Panel>
      {editing === 'new' && <ChannelForm onClose={close} />}
      {editing && editing !== 'new' && <ChannelForm channel={editing} onClose={close} />}
      {renewing && <SecretForm channel={renewing} onClose={() => setRenewing(null)} />}
    </>
  );
}

/** For those who may. */
interface Actions {
  edit: () => void;
  renew: () => void;
}

function stateOf({ paused, isQuiet, held, quiet }: Channel): string {
  const waits = held > 0 ? `, ${held} to be told` : '';
  if (paused) return `paused${waits}`;
  if (isQuiet && quiet) return `quiet until ${quiet.to} ${quiet.zone}${waits}`;
  const hours = quiet ? `quiet from ${quiet.from} to ${quiet.to} ${quiet.zone}` : 'at any hour';
  return `${hours}${waits}`;
}

function ChannelRow({ channel, actions }: { channel: Channel; actions: Actions | undefined }) {
  const test = useSend('POST /api/alerts/channels/:id/test', touched);
  const { zone } = useFilters();
  const result = test.data;
  return (
    <li className={css.channel} data-paused={channel.paused || undefined}>
      <div className={css.what}>
        <p className={css.line}>
          <b>{channel.name}</b>
        </p>
        <p className={css.soft}>
          {kindWords[channel.kind]}: {channel.shown} · {stateOf(channel)}
        </p>
        {channel.oldSecretUntil && (
          <p className={css.soft}>
            The signing secret was changed: the old one signs too until{' '}
            {dateTime(channel.oldSecretUntil, zone)}
          </p>
        )}
        <p className={css.result} role="status">
          {result?.state === 'sent' && <span className={css.good}>The test message arrived.</span>}
          {result && result.state !== 'sent' && (
            <span className={css.bad}>
              The test message did not arrive: {result.error}
              {result.state === 'waiting' && '. It is tried again.'}
            </span>
          )}
          {test.error && <span className={css.bad}>{test.error.message}</span>}
        </p>
      </div>
      {actions && (
        <div className={css.buttons}>
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate({ params: { id: channel.id } })}
          >
            Send a test
          </Button>
          <ChannelMenu channel={channel} actions={actions} />
        </div>
      )}
    </li>
  );
}

function ChannelMenu({ channel, actions }: { channel: Channel; actions: Actions }) {
  const change = useSend('PATCH /api/alerts/channels/:id', touched);
  const remove = useSend('DELETE /api/alerts/channels/:id', touched);
  const endOld = useSend('DELETE /api/alerts/channels/:id/secret/old', touched);
  const params = { id: channel.id };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={6} aria-label={`Actions for the channel ${channel.name}`}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={actions.edit}>Change</Menu.Item>
        {channel.kind === 'webhook' && <Menu.Item onClick={actions.renew}>New signing secret</Menu.Item>}
        {channel.oldSecretUntil && (
          <Menu.Item onClick={() => endOld.mutate({ params })}>End the old secret now</Menu.Item>
        )}
        <Menu.Item onClick={() => change.mutate({ params, body: { paused: !channel.paused } })}>
          {channel.paused ? 'Resume' : 'Pause'}
        </Menu.Item>
        <Menu.Item color="var(--bad)" onClick={() => remove.mutate({ params })}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
