export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

interface Begins {
  weekday: number;
  hour: number;
}

export const beginsWords = ({ weekday, hour }: Begins): string =>
  `${weekdays[weekday - 1] ?? ''} ${String(hour).padStart(2, '0')}:00`;
const nameOf = ({ weekday, hour }: Begins) => `${weekday}-${hour}`;

/** `1-9` is Monday 09:00; anything else is any hour. */
export function beginningOf(name: string): Partial<Begins> {
  const [weekday, hour] = /^([1-7])-(1?\d|2[0-3])$/.exec(name)?.slice(1).map(Number) ?? [];
  return weekday === undefined || hour === undefined ? {} : { weekday, hour };
}

/** Any hour, the busiest, and every hour of the week. */
export function beginnings(busiest: Begins | null) {
  const all = weekdays.map((group, day) => ({
    group,
    items: Array.from({ length: 24 }, (_, hour) => {
      const begins = { weekday: day + 1, hour };
      const isBusiest = busiest !== null && nameOf(busiest) === nameOf(begins);
      return { value: nameOf(begins), label: `${beginsWords(begins)}${isBusiest ? ', the busiest' : ''}` };
    }),
  }));
  return [{ group: 'When it begins', items: [{ value: 'any', label: 'at any hour' }] }, ...all];
}
