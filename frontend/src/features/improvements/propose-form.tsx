import { Button, Group, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { Answer } from '../../lib/api';
import { useRoute, useSend } from '../../lib/queries';
import { kindNames, type Summary } from './effect-words';
import css from './improvements.module.css';
import { usualProposal } from './usual-proposal';

const touched = ['GET /api/improvements', 'GET /api/gaps', 'GET /api/gaps/:id', 'GET /api/loop'] as const;
const none = '';

interface ProposeProps {
  gap: Pick<Answer<'GET /api/gaps/:id'>, 'id' | 'name' | 'type' | 'suggestedIntent'>;
  /** The version that the bot is to be trained with, where it is known already. */
  dataset?: string | undefined;
  onClose: () => void;
}

/** Proposes a change for a gap: nothing happens to the bot by it. What the gap says itself is filled in. */
export function ProposeForm({ gap, dataset, onClose }: ProposeProps) {
  const [, go] = useLocation();
  const datasets = useRoute('GET /api/datasets', {});
  const propose = useSend('POST /api/improvements', touched);
  const [draft, setDraft] = useState({
    ...usualProposal(gap),
    note: '',
    dataset: dataset ?? none,
    aimed: 20 as number | string,
  });
  const set = (part: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...part }));
  const aimed = Number(draft.aimed) / 100;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    propose
      .mutateAsync({
        body: {
          gap: gap.id,
          kind: draft.kind,
          title: draft.title.trim(),
          aimed,
          ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
          ...(draft.dataset === none ? {} : { dataset: draft.dataset }),
          ...(draft.label.trim() === '' ? {} : { label: draft.label.trim() }),
        },
      })
      .then(({ id }) => go(`/improvements/${id}`))
      .catch(() => undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Propose an improvement for “${gap.name}”`}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.form} onSubmit={submit}>
        <TextInput
          data-autofocus
          label="What is to change?"
          value={draft.title}
          onFocus={(event) => event.currentTarget.select()}
          maxLength={120}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <NativeSelect
          label="Kind"
          description={kindNames[draft.kind].meaning}
          value={draft.kind}
          onChange={(event) => set({ kind: event.currentTarget.value as Summary['kind'] })}
          data={Object.entries(kindNames).map(([value, { label }]) => ({ value, label }))}
        />
        <NativeSelect
          label="Dataset"
          value={draft.dataset}
          onChange={(event) => set({ dataset: event.currentTarget.value })}
          data={[
            { value: none, label: 'None' },
            ...(datasets.data ?? []).map(({ id, name, version }) => ({
              value: id,
              label: `${name} v${version}`,
            })),
          ]}
        />
        <NumberInput
          label="Hoped for: fewer escalations by, in percent"
          description="What counts as an effect worth having. A smaller one takes longer to tell."
          min={5}
          max={95}
          value={draft.aimed}
          onChange={(value) => set({ aimed: value })}
        />
        <TextInput
          label="Name in the bot’s release"
          description="A release that names it under “improvements” is the one that is measured. Its id works as well."
          placeholder="update_address"
          value={draft.label}
          maxLength={64}
          onChange={(event) => set({ label: event.currentTarget.value })}
        />
        <Textarea
          label="Note"
          value={draft.note}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        {propose.error && (
          <p role="alert" className={css.bad}>
            Not proposed: {propose.error.detail ?? propose.error.title}
          </p>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={propose.isPending}
            disabled={draft.title.trim() === '' || !(aimed >= 0.05 && aimed <= 0.95)}
          >
            Propose
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
