import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { nonCapabilityTypes } from '../../../../backend/src/contract/gap-types.js';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { gapTypes } from '../gaps/gap-words';
import type { DatasetForm } from './dataset-form';
import css from './datasets.module.css';

interface ChoiceProps {
  form: DatasetForm;
  change: (part: Partial<DatasetForm>) => void;
}
type Gap = Answer<'GET /api/gaps'>['gaps'][number];

/** Which gaps the examples come from. */
export function GapChoice({ form, change }: ChoiceProps) {
  const gaps = useRoute('GET /api/gaps', { query: {} });
  const chosen = form.gaps.length;
  return (
    <Section
      title="From which gaps?"
      subtitle={chosen === 0 ? 'None chosen yet' : `${count(chosen)} chosen`}
      aside={
        chosen > 0 && (
          <Button variant="subtle" color="gray" onClick={() => change({ gaps: [] })}>
            Choose none
          </Button>
        )
      }
    >
      <Answered
        query={gaps}
        height={260}
        isEmpty={(list) => list.gaps.length === 0}
        empty={
          <Empty title="No gaps yet">
            They are looked for every few minutes, once there are escalations.
          </Empty>
        }
      >
        {(list) => <GapList gaps={list.gaps} form={form} change={change} />}
      </Answered>
    </Section>
  );
}

function GapList({ gaps, form, change }: ChoiceProps & { gaps: readonly Gap[] }) {
  const [search, setSearch] = useState('');
  const text = search.trim().toLowerCase();
  // As the page came: a list that is clicked in does not move.
  const [chosenFirst] = useState(() => new Set(form.gaps));
  const listed = [...gaps].sort((a, b) => Number(chosenFirst.has(b.id)) - Number(chosenFirst.has(a.id)));
  const shown = listed.filter((gap) => `${gap.name} ${gap.terms.join(' ')}`.toLowerCase().includes(text));
  const flip = (id: string): void =>
    change({ gaps: form.gaps.includes(id) ? form.gaps.filter((one) => one !== id) : [...form.gaps, id] });
  return (
    <>
      <TextInput
        aria-label="Find a gap"
        placeholder="Find a gap by name or term"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className={css.choices}>
        {shown.map((gap) => (
          <li key={gap.id} className={css.choice}>
            <Checkbox
              label={gap.name}
              description={`${gapTypes[gap.type].label}${nonCapabilityTypes.has(gap.type) ? ', left out unless asked for below' : ''}`}
              checked={form.gaps.includes(gap.id)}
              onChange={() => flip(gap.id)}
            />
            <span className={css.soft}>{count(gap.total)}</span>
          </li>
        ))}
        {shown.length === 0 && <li className={css.soft}>No gap has this name or term.</li>}
      </ul>
    </>
  );
}
