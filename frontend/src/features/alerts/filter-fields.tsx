import { ActionIcon, Button } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { dimensionLabel } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { valueLabel } from '../../lib/value-label';
import css from './alerts.module.css';
import { Choice } from './inline-fields';
import type { DraftProps } from './rule-draft';
import { dimensionsFor, type FilterDraft } from './rule-draft';

/** `where queue is billing`: several values of one dimension are any of them. */
export function FilterFields({ draft, onChange }: DraftProps) {
  const { filters } = draft;
  const { period } = useFilters();
  const query = {
    from: new Date(Math.min(period.from, period.to - 30 * 86_400_000)).toISOString(),
    to: new Date(period.to).toISOString(),
  };
  const { data } = useRoute('GET /api/dimensions', { query });
  const names = dimensionsFor(draft);
  const valuesOf = (name: string) =>
    data?.dimensions.find((one) => one.name === name)?.values.map(({ value }) => value) ?? [];
  const set = (i: number, part: Partial<FilterDraft>) =>
    onChange({ filters: filters.map((one, j) => (i === j ? { ...one, ...part } : one)) });
  const add = () => {
    const name = names.find((one) => valuesOf(one).length > 0) ?? names[0];
    if (name) onChange({ filters: [...filters, { name, value: valuesOf(name)[0] ?? '' }] });
  };
  return (
    <>
      {filters.map(({ name, value }, i) => {
        const values = valuesOf(name);
        const all = value === '' || values.includes(value) ? values : [value, ...values];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike while they are typed
          <span key={i} className={css.filter}>
            <span>{i === 0 ? 'where' : 'and'}</span>
            <Choice
              label={`Filter ${i + 1}`}
              value={name}
              options={names.map((one) => ({ value: one, label: dimensionLabel(one).toLowerCase() }))}
              onChange={(next) => set(i, { name: next, value: valuesOf(next)[0] ?? '' })}
            />
            <span>is</span>
            <Choice
              label={`Value of filter ${i + 1}`}
              value={value}
              options={all.map((one) => ({ value: one, label: valueLabel(name, one) }))}
              onChange={(next) => set(i, { value: next })}
            />
            <ActionIcon
              size={20}
              aria-label={`Remove filter ${i + 1}`}
              onClick={() => onChange({ filters: filters.filter((_, j) => j !== i) })}
            >
              <IconX size={12} aria-hidden />
            </ActionIcon>
          </span>
        );
      })}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconFilter size={12} aria-hidden />}
        onClick={add}
      >
        {filters.length === 0 ? 'Only where …' : 'And …'}
      </Button>
    </>
  );
}
