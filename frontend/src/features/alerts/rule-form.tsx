import { Button, Checkbox, Modal, SegmentedControl } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useRoute, useSend } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './alerts.module.css';
import { ConditionFields } from './condition-fields';
import { NumberField } from './inline-fields';
import { bodyOf, type DraftProps, draftOf, newDraft, type Rule } from './rule-draft';
import { RulePreview } from './rule-preview';

const touched = ['GET /api/alerts/rules', 'GET /api/alerts', 'GET /api/alerts/firing'] as const;

interface RuleFormProps {
  /** Absent: a new one. */
  rule?: Rule;
  onClose: () => void;
}

/** A rule, written as the sentence that it is, beside what it would have done. */
export function RuleForm({ rule, onClose }: RuleFormProps) {
  const { zone } = useFilters();
  const [draft, setDraft] = useState(() => (rule ? draftOf(rule, zone) : newDraft(zone)));
  const create = useSend('POST /api/alerts/rules', touched);
  const change = useSend('PATCH /api/alerts/rules/:id', touched);
  const body = bodyOf(draft);
  const sending = rule ? change : create;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!body) return;
    const sent = rule ? change.mutateAsync({ params: { id: rule.id }, body }) : create.mutateAsync({ body });
    sent.then(onClose).catch(() => undefined);
  };
  const onChange: DraftProps['onChange'] = (part) => setDraft((now) => ({ ...now, ...part }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={rule ? 'Change the rule' : 'New rule'}
      size={860}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.form} onSubmit={submit}>
        <ConditionFields draft={draft} onChange={onChange} />
        <RulePreview body={body} />
        <PatienceFields draft={draft} onChange={onChange} />
        <ChannelChoice draft={draft} onChange={onChange} />
        {sending.error && (
          <p role="alert" className={css.bad}>
            Not saved: {sending.error.message}
          </p>
        )}
        <div className={css.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!body} loading={sending.isPending}>
            {rule ? 'Save' : 'Make the rule'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function PatienceFields({ draft, onChange }: DraftProps) {
  return (
    <div className={css.sentence}>
      <span>It fires after</span>
      <NumberField
        label="Times in a row until it fires"
        value={draft.raiseAfter}
        wrong={!(Number(draft.raiseAfter) >= 1)}
        onChange={(raiseAfter) => onChange({ raiseAfter })}
      />
      <span>in a row and is over after</span>
      <NumberField
        label="Good ones in a row until it is over"
        value={draft.resolveAfter}
        wrong={!(Number(draft.resolveAfter) >= 1)}
        onChange={(resolveAfter) => onChange({ resolveAfter })}
      />
      <span>good ones. It is</span>
      <SegmentedControl
        aria-label="Severity"
        data={[
          { value: 'normal', label: 'normal' },
          { value: 'critical', label: 'critical' },
        ]}
        value={draft.severity}
        onChange={(severity) => onChange({ severity: severity as 'normal' | 'critical' })}
      />
    </div>
  );
}

function ChannelChoice({ draft, onChange }: DraftProps) {
  const channels = useRoute('GET /api/alerts/channels', {});
  const id = useId();
  const { data } = channels;
  const toggle = (channel: string) => {
    const { channels: chosen } = draft;
    onChange({
      channels: chosen.includes(channel) ? chosen.filter((one) => one !== channel) : [...chosen, channel],
    });
  };
  return (
    <fieldset className={css.channels} aria-labelledby={id}>
      <span id={id}>Told here on this page, and to</span>
      {data?.map((channel) => (
        <Checkbox
          key={channel.id}
          label={channel.name}
          checked={draft.channels.includes(channel.id)}
          onChange={() => toggle(channel.id)}
        />
      ))}
      {data?.length === 0 && (
        <span className={css.soft}>nobody yet: an administrator can add a channel below the rules.</span>
      )}
    </fieldset>
  );
}
