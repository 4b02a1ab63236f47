import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';

interface RangeCalendarProps {
  first: string;
  last: string;
  onChoose: (first: string, last: string) => void;
}

/** Calendar days in the page's zone; the range is taken when its second day is. */
export default function RangeCalendar({ first, last, onChoose }: RangeCalendarProps) {
  const [days, setDays] = useState<[string | null, string | null]>([first, last]);
  return (
    <DatePicker
      type="range"
      size="xs"
      allowSingleDateInRange
      weekendDays={[]}
      defaultDate={last}
      value={days}
      onChange={(next) => {
        setDays(next);
        if (next[0] && next[1]) onChoose(next[0].slice(0, 10), next[1].slice(0, 10));
      }}
    />
  );
}
