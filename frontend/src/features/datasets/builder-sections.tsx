import { Checkbox, MultiSelect, NumberInput, Radio, Select, TagsInput, TextInput } from '@mantine/core';
import { Section } from '../../components/panel';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useNow } from '../../lib/use-now';
import { type DatasetForm, trainShare } from './dataset-form';
import css from './datasets.module.css';
import { SplitOrder, TurnSettings } from './turn-sections';

interface SectionsProps {
  form: DatasetForm;
  change: (part: Partial<DatasetForm>) => void;
}

/** Everything but the gaps, one section after the other. */
export function BuilderSections({ form, change }: SectionsProps) {
  return (
    <>
      <Section title="What is it called?">
        <TextInput
          label="Name"
          description="A name that is there already gets the next version"
          value={form.name}
          maxLength={120}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Section>
      <Narrowing form={form} change={change} />
      {form.kind === 'turns' ? (
        <TurnSettings form={form} change={change} />
      ) : (
        <Labels form={form} change={change} />
      )}
      <Split form={form} change={change} />
      <Balance form={form} change={change} />
    </>
  );
}

function Labels({ form, change }: SectionsProps) {
  return (
    <Section title="Where does the label come from?">
      <Radio.Group
        aria-label="Source of the label"
        value={form.label}
        onChange={(value) => change({ label: value === 'gap' ? 'gap' : 'resolved_intent' })}
      >
        <div className={css.radios}>
          <Radio
            value="resolved_intent"
            label="What the human said it was about"
            description="Where nobody said, the gap’s suggested intent"
          />
          <Radio value="gap" label="The gap" description="One label for everything in a gap" />
        </div>
      </Radio.Group>
      <div className={css.choiceRow}>
        <Select
          label="How sure must it be?"
          data={[
            { value: 'any', label: 'Any label' },
            { value: 'resolved', label: 'Said by a human, case by case' },
            {
              value: 'confirmed',
              label: 'Decided here, or said by a human and borne out by what is decided',
            },
            { value: 'reviewed', label: 'Decided here by a person' },
          ]}
          value={form.quality}
          allowDeselect={false}
          onChange={(value) => change({ quality: (value ?? 'any') as DatasetForm['quality'] })}
        />
        <TagsInput
          label="Only these labels"
          placeholder={form.intents.length === 0 ? 'All' : undefined}
          value={form.intents}
          onChange={(intents) => change({ intents })}
        />
      </div>
    </Section>
  );
}

function Narrowing({ form, change }: SectionsProps) {
  const { zone } = useFilters();
  const day = Math.floor(useNow() / 86_400_000) * 86_400_000;
  const range = {
    from: new Date(day - 730 * 86_400_000).toISOString(),
    to: new Date(day + 86_400_000).toISOString(),
  };
  const { data } = useRoute('GET /api/dimensions', { query: range });
  const valuesOf = (name: 'language' | 'bot', chosen: string[]): string[] => {
    const found = data?.dimensions.find((dimension) => dimension.name === name)?.values ?? [];
    return [...new Set([...found.map(({ value }) => value), ...chosen])];
  };
  return (
    <Section
      title={form.kind === 'turns' ? 'Which conversations?' : 'Which of their escalations?'}
      subtitle={`Days in ${zone}`}
    >
      <div className={css.fieldsRow}>
        <TextInput
          type="date"
          label="First day"
          value={form.first}
          onChange={(event) => change({ first: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Last day"
          value={form.last}
          error={form.first && form.last && form.first > form.last ? 'Lies before the first day' : undefined}
          onChange={(event) => change({ last: event.currentTarget.value })}
        />
        <MultiSelect
          label="Languages"
          placeholder={form.languages.length === 0 ? 'All' : undefined}
          data={valuesOf('language', form.languages)}
          value={form.languages}
          onChange={(languages) => change({ languages })}
        />
        <MultiSelect
          label="Bots"
          placeholder={form.bots.length === 0 ? 'All' : undefined}
          data={valuesOf('bot', form.bots)}
          value={form.bots}
          onChange={(bots) => change({ bots })}
        />
      </div>
      {form.kind === 'intents' && (
        <Checkbox
          mt={12}
          label="Also those handed over by policy, preference or capacity"
          description="The bot could have done them; training on them teaches it to overrule a rule or a wish"
          checked={form.includeNonCapability}
          onChange={(event) => change({ includeNonCapability: event.currentTarget.checked })}
        />
      )}
    </Section>
  );
}

function Split({ form, change }: SectionsProps) {
  const whole = (value: string | number): number => Math.round(Number(value) || 0);
  return (
    <Section
      title="How is it split?"
      subtitle={
        form.kind === 'turns'
          ? 'By customer: nobody lies on both sides'
          : 'By conversation and by words: the same question never lies on both sides'
      }
    >
      <div className={css.split}>
        <div>
          <div className={css.tileName}>Train</div>
          <div className={css.splitTrain}>{trainShare(form)} %</div>
        </div>
        <NumberInput
          label="Validation"
          suffix=" %"
          min={0}
          max={100 - form.test}
          clampBehavior="strict"
          allowDecimal={false}
          value={form.validation}
          onChange={(value) => change({ validation: whole(value) })}
        />
        <NumberInput
          label="Test"
          suffix=" %"
          min={0}
          max={100 - form.validation}
          clampBehavior="strict"
          allowDecimal={false}
          value={form.test}
          onChange={(value) => change({ test: whole(value) })}
        />
      </div>
      {form.kind === 'turns' && <SplitOrder form={form} change={change} />}
    </Section>
  );
}

function Balance({ form, change }: SectionsProps) {
  return (
    <Section title="Does every label count the same?">
      {form.kind === 'intents' && (
        <NumberInput
          mb={12}
          label="Most examples per label"
          description="Drawn by a lot that stays the same in later versions"
          placeholder="No limit"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={form.mostPerLabel}
          onChange={(value) => change({ mostPerLabel: value === '' ? '' : Math.round(Number(value)) || '' })}
        />
      )}
      <Checkbox
        label="Weigh training examples"
        description="A column weight by which every label counts the same; nothing is left out"
        checked={form.weighted}
        onChange={(event) => change({ weighted: event.currentTarget.checked })}
      />
    </Section>
  );
}
