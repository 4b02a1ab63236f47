import { Checkbox, NativeSelect, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { zoneNames } from '../../lib/zone';
import css from './alerts.module.css';
import type { ChannelDraft } from './channel-draft';

interface ChannelFieldsProps {
  draft: ChannelDraft;
  /** Where it leads now; absent for a new one. */
  shown?: string | undefined;
  onChange: (part: Partial<ChannelDraft>) => void;
}

const kinds = [
  { value: 'email', label: 'E-mail' },
  { value: 'webhook', label: 'Webhook' },
  { value: 'slack', label: 'Slack-compatible' },
];
const securities = [
  { value: 'tls', label: 'TLS (port 465)' },
  { value: 'starttls', label: 'STARTTLS (port 587)' },
  { value: 'none', label: 'none: allowed receivers only' },
];
const usualPort = { tls: '465', starttls: '587', none: '25' } as const;

export function ChannelFields(props: ChannelFieldsProps) {
  const { draft, shown, onChange } = props;
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={80}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label="Kind"
        data={kinds}
        value={draft.kind}
        onChange={(kind) => onChange({ kind: kind as ChannelDraft['kind'] })}
      />
      {shown && (
        <p className={css.soft}>
          It leads to {shown}. That is not shown in full again; leave the fields empty to keep it.
        </p>
      )}
      {draft.kind === 'email' ? <MailFields {...props} /> : <AddressField {...props} />}
      <QuietFields {...props} />
      <Checkbox
        label="Also when a dataset version is ready"
        description="A pipeline that takes the webhook can fetch it at once"
        checked={draft.datasets}
        onChange={(event) => onChange({ datasets: event.currentTarget.checked })}
      />
    </>
  );
}

function AddressField({ draft, onChange }: ChannelFieldsProps) {
  const webhook = draft.kind === 'webhook';
  return (
    <TextInput
      label="Address"
      description={
        webhook
          ? 'Receives signed JSON over https. It must lie on the internet, or be allowed by BATON_ALERT_RECEIVERS'
          : 'The incoming webhook of Slack, Mattermost, Rocket.Chat or another that takes the same JSON'
      }
      type="url"
      autoComplete="off"
      placeholder="https://"
      value={draft.url}
      onChange={(event) => onChange({ url: event.currentTarget.value })}
    />
  );
}

function MailFields({ draft, onChange }: ChannelFieldsProps) {
  const text = (name: 'host' | 'port' | 'user' | 'password' | 'from' | 'to') => ({
    value: draft[name],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <div className={css.pair}>
        <TextInput label="SMTP server" {...text('host')} />
        <TextInput label="Port" inputMode="numeric" {...text('port')} />
        <NativeSelect
          label="Encryption"
          data={securities}
          value={draft.security}
          onChange={(event) => {
            const security = event.currentTarget.value as ChannelDraft['security'];
            onChange({ security, port: usualPort[security] });
          }}
        />
        <TextInput label="Sender" type="email" {...text('from')} />
        <TextInput label="User" {...text('user')} />
        <PasswordInput label="Password" {...text('password')} autoComplete="new-password" />
      </div>
      <TextInput label="Recipients" description="Separated by commas" {...text('to')} />
    </>
  );
}

let zones: string[] | undefined;

function QuietFields({ draft, onChange }: ChannelFieldsProps) {
  const { quiet, isQuiet } = draft;
  zones ??= zoneNames();
  const set = (part: Partial<ChannelDraft['quiet']>) => onChange({ quiet: { ...quiet, ...part } });
  return (
    <fieldset className={css.quietHours}>
      <Checkbox
        label="Quiet hours: what is raised meanwhile is held back and told afterwards"
        checked={isQuiet}
        onChange={(event) => onChange({ isQuiet: event.currentTarget.checked })}
      />
      {isQuiet && (
        <>
          <div className={css.sentence}>
            <span>from</span>
            <TextInput
              type="time"
              aria-label="Quiet from"
              value={quiet.from}
              onChange={(event) => set({ from: event.currentTarget.value })}
            />
            <span>to</span>
            <TextInput
              type="time"
              aria-label="Quiet to"
              value={quiet.to}
              onChange={(event) => set({ to: event.currentTarget.value })}
            />
            <span>in</span>
            <NativeSelect
              aria-label="Zone of the quiet hours"
              data={zones.includes(quiet.zone) ? zones : [quiet.zone, ...zones]}
              value={quiet.zone}
              onChange={(event) => set({ zone: event.currentTarget.value })}
            />
          </div>
          <Checkbox
            label="Saturdays and Sundays too"
            checked={quiet.weekends}
            onChange={(event) => set({ weekends: event.currentTarget.checked })}
          />
          <Checkbox
            label="Critical alerts pass"
            checked={draft.urgentPasses}
            onChange={(event) => onChange({ urgentPasses: event.currentTarget.checked })}
          />
        </>
      )}
    </fieldset>
  );
}
