import { NativeSelect } from '@mantine/core';
import { RangePicker } from '../../components/range-picker';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import css from './ledger.module.css';

/** Whether a list is bounded by the page's range, from and to the URL. */
export function useTimeFilter() {
  const [bounded, setBounded] = useUrlState('bounded', 'no', ['no', 'yes']);
  const { scope } = useFilters();
  const times = bounded === 'yes' ? { from: scope.from, to: scope.to } : {};
  return { bounded, setBounded, times };
}

export function TimeFilter({ bounded, setBounded }: ReturnType<typeof useTimeFilter>) {
  return (
    <div className={css.time}>
      <NativeSelect
        label="Time"
        value={bounded}
        onChange={(event) => setBounded(event.currentTarget.value === 'yes' ? 'yes' : 'no')}
        data={[
          { value: 'no', label: 'Any time' },
          { value: 'yes', label: 'In the range' },
        ]}
      />
      {bounded === 'yes' && <RangePicker />}
    </div>
  );
}
