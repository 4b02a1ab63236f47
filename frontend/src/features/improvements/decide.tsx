import { NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { admins, trainers } from '../../../../backend/src/contract/roles.js';
import { PopoverForm } from '../../components/popover-form';
import { useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import type { Improvement } from './effect-words';
import css from './improvements.module.css';

const touched = [
  'GET /api/improvements',
  'GET /api/improvements/:id',
  'GET /api/gaps',
  'GET /api/gaps/:id',
  'GET /api/loop',
  'GET /api/releases/effects',
] as const;

/** What may be done with it now. */
export function Decide({ improvement }: { improvement: Improvement }) {
  const { id, status, release, releases } = improvement;
  const mayApprove = useMay(admins);
  const mayTrain = useMay(trainers);
  const approve = useSend('POST /api/improvements/:id/approval', touched);
  const decline = useSend('POST /api/improvements/:id/refusal', touched);
  const withdraw = useSend('POST /api/improvements/:id/withdrawal', touched);
  if (status === 'declined' || status === 'withdrawn') return null;
  const params = { id };
  return (
    <div className={css.actions}>
      {mayApprove && status === 'proposed' && (
        <WithNote
          title="Approve"
          send={(note) => approve.mutateAsync({ params, body: { note } })}
          mutation={approve}
        />
      )}
      {mayApprove && status === 'proposed' && (
        <WithNote
          title="Decline"
          send={(note) => decline.mutateAsync({ params, body: { note } })}
          mutation={decline}
        />
      )}
      {mayTrain && status === 'approved' && releases.length > 0 && <SayRelease id={id} releases={releases} />}
      {mayTrain && !release && (
        <WithNote
          title="Withdraw"
          send={(note) => withdraw.mutateAsync({ params, body: { note } })}
          mutation={withdraw}
        />
      )}
    </div>
  );
}

interface WithNoteProps {
  title: string;
  send: (note: string | undefined) => Promise<unknown>;
  mutation: { error: { detail?: string; title: string } | null; isPending: boolean };
}

/** A decision with a few words for the history. */
function WithNote({ title, send, mutation }: WithNoteProps) {
  const [note, setNote] = useState('');
  return (
    <PopoverForm
      label={title}
      isPrimary={title === 'Approve'}
      submit={title}
      send={() => send(note.trim() === '' ? undefined : note.trim())}
      mutation={mutation}
    >
      <Textarea
        data-autofocus
        label="Why? (optional)"
        description="Kept in the ledger with your name."
        value={note}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </PopoverForm>
  );
}

/** For bots whose releases do not name what is in them. */
function SayRelease({ id, releases }: Pick<Improvement, 'id' | 'releases'>) {
  const release = useSend('POST /api/improvements/:id/release', touched);
  const [chosen, setChosen] = useState(0);
  const { bot, version } = releases[chosen] ?? { bot: '', version: '' };
  return (
    <PopoverForm
      label="It was released"
      isPrimary
      submit="Measure from there"
      send={() => release.mutateAsync({ params: { id }, body: { bot, version } })}
      mutation={release}
    >
      <NativeSelect
        data-autofocus
        label="In which release?"
        description="A release that names it is found by itself."
        value={chosen}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        data={releases.map((one, i) => ({
          value: String(i),
          label: `${one.bot} ${one.version}, ${one.at.slice(0, 10)}`,
        }))}
      />
    </PopoverForm>
  );
}
