import { Radio } from '@mantine/core';
import { Section } from '../../components/panel';
import type { DatasetForm } from './dataset-form';
import css from './datasets.module.css';

/** What the dataset is for. */
export function KindChoice({
  kind,
  change,
}: {
  kind: DatasetForm['kind'];
  change: (part: Partial<DatasetForm>) => void;
}) {
  return (
    <Section title="What is it for?">
      <Radio.Group
        aria-label="Kind of dataset"
        value={kind}
        onChange={(value) => change({ kind: value === 'turns' ? 'turns' : 'intents' })}
      >
        <div className={css.radios}>
          <Radio
            value="intents"
            label="Teach the bot what it could not do"
            description="Customers’ words with the intent they stand for, from gaps"
          />
          <Radio
            value="turns"
            label="Foresee escalations"
            description="Every turn with what was known at it, and whether the bot escalated afterwards"
          />
        </div>
      </Radio.Group>
    </Section>
  );
}
