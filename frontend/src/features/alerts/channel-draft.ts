import type { Destination, QuietHours } from '../../../../backend/src/contract/alert-channels.js';
import type { Answer, CallInput } from '../../lib/api';

export type Channel = Answer<'GET /api/alerts/channels'>[number];
type Security = Extract<Destination, { kind: 'email' }>['security'];

/** What the form holds. What a channel leads to is never shown again: to change it, it is typed anew. */
export interface ChannelDraft {
  name: string;
  kind: Destination['kind'];
  url: string;
  host: string;
  port: string;
  security: Security;
  user: string;
  password: string;
  from: string;
  to: string;
  isQuiet: boolean;
  quiet: QuietHours;
  urgentPasses: boolean;
  datasets: boolean;
}

export const draftOf = (channel: Channel | undefined, zone: string): ChannelDraft => ({
  name: channel?.name ?? '',
  kind: channel?.kind ?? 'email',
  url: '',
  ...{ host: '', port: '465', security: 'tls', user: '', password: '', from: '', to: '' },
  isQuiet: channel ? channel.quiet !== null : false,
  quiet: channel?.quiet ?? { zone, from: '22:00', to: '07:00', weekends: false },
  urgentPasses: channel?.urgentPasses ?? true,
  datasets: channel?.datasets ?? false,
});

/** Null while something is missing. */
function destinationOf(draft: ChannelDraft): Destination | null {
  const { kind, url, host, port, security, user, password, from } = draft;
  if (kind !== 'email') return url.trim() === '' ? null : { kind, url: url.trim() };
  const to = draft.to.split(/[\s,;]+/).filter((one) => one !== '');
  if (host.trim() === '' || from.trim() === '' || to.length === 0 || !(Number(port) > 0)) return null;
  return {
    ...{ kind, host: host.trim(), port: Number(port), security, from: from.trim(), to },
    ...(user.trim() === '' ? {} : { user: user.trim() }),
    ...(password === '' ? {} : { password }),
  };
}

/** Nothing of where it leads was typed. */
const isUntouched = ({ url, host, user, password, from, to }: ChannelDraft) =>
  [url, host, user, password, from, to].every((text) => text.trim() === '');

const quietOf = ({ isQuiet, quiet }: ChannelDraft) => (isQuiet ? quiet : null);

/** The body of a new channel, or null while it is not complete. */
export function newBody(draft: ChannelDraft): CallInput<'POST /api/alerts/channels'>['body'] | null {
  const destination = destinationOf(draft);
  const name = draft.name.trim();
  if (!destination || name === '') return null;
  const { urgentPasses, datasets } = draft;
  return { name, destination, quiet: quietOf(draft), urgentPasses, datasets };
}

/** The change of a channel; where it leads stays as it is when none of it was typed. */
export function changeBody(
  draft: ChannelDraft,
  kind: Channel['kind'],
): CallInput<'PATCH /api/alerts/channels/:id'>['body'] | null {
  const name = draft.name.trim();
  if (name === '') return null;
  const { urgentPasses, datasets } = draft;
  const rest = { name, quiet: quietOf(draft), urgentPasses, datasets };
  if (draft.kind === kind && isUntouched(draft)) return rest;
  const destination = destinationOf(draft);
  return destination && { ...rest, destination };
}
