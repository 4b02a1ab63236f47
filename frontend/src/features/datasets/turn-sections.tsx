import { Checkbox, NumberInput, Radio } from '@mantine/core';
import { Section } from '../../components/panel';
import { type DatasetForm, mostConversations } from './dataset-form';
import css from './datasets.module.css';

interface TurnProps {
  form: DatasetForm;
  change: (part: Partial<DatasetForm>) => void;
}

/** What is asked of a dataset of turns alone. */
export function TurnSettings({ form, change }: TurnProps) {
  return (
    <Section title="What is foreseen, and from what?">
      <div className={css.fieldsRow}>
        <NumberInput
          label="Soon is within"
          description="Turns between this one and the escalation"
          suffix=" turns"
          min={0}
          max={50}
          clampBehavior="strict"
          allowDecimal={false}
          value={form.within}
          onChange={(value) => change({ within: Math.round(Number(value) || 0) })}
        />
        <NumberInput
          label="Most conversations"
          description="By a lot that stays the same later"
          min={1}
          max={mostConversations}
          clampBehavior="strict"
          allowDecimal={false}
          thousandSeparator=","
          value={form.mostConversations}
          onChange={(value) =>
            change({ mostConversations: value === '' ? '' : Math.round(Number(value)) || '' })
          }
        />
      </div>
      <Checkbox
        mt={12}
        label="Also the words of each turn"
        description="Masked; without them it holds no words of anybody"
        checked={form.words}
        onChange={(event) => change({ words: event.currentTarget.checked })}
      />
      <Checkbox
        mt={12}
        label="Also conversations that are still open"
        description="Marked as censored: whether they escalate is not known"
        checked={form.includeOpen}
        onChange={(event) => change({ includeOpen: event.currentTarget.checked })}
      />
    </Section>
  );
}

export function SplitOrder({ form, change }: TurnProps) {
  return (
    <Radio.Group
      mt={12}
      label="Who is tested"
      value={form.splitBy}
      onChange={(value) => change({ splitBy: value === 'time' ? 'time' : 'lot' })}
    >
      <div className={css.radios}>
        <Radio
          value="lot"
          label="Customers drawn by lot"
          description="Everybody keeps their side in later versions"
        />
        <Radio value="time" label="The latest" description="As in service: learnt from before, used after" />
      </div>
    </Radio.Group>
  );
}
