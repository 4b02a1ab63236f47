import { count, percent } from '../../lib/format';
import css from './datasets.module.css';

interface DistributionProps {
  title: string;
  items: readonly { name: string; count: number }[];
  /** Shown before the rest is only counted. */
  most?: number;
}

/** Names with counts and shares, largest first; a table, so that it can be read as one. */
export function Distribution({ title, items, most = 12 }: DistributionProps) {
  const total = items.reduce((sum, item) => sum + item.count, 0);
  const top = Math.max(1, ...items.map((item) => item.count));
  const sorted = [...items].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'));
  const rest = sorted.slice(most);
  if (items.length === 0) return null;
  return (
    <table className={css.distribution}>
      <caption>{title}</caption>
      <tbody>
        {sorted.slice(0, most).map((item) => (
          <tr key={item.name}>
            <th scope="row">{item.name}</th>
            <td className={css.barCell}>
              <span className={css.bar} style={{ width: `${(item.count / top) * 100}%` }} />
            </td>
            <td>{count(item.count)}</td>
            <td className={css.soft}>{percent(item.count / total)}</td>
          </tr>
        ))}
        {rest.length > 0 && (
          <tr>
            <th scope="row" className={css.soft}>
              {count(rest.length)} more
            </th>
            <td />
            <td>{count(rest.reduce((sum, item) => sum + item.count, 0))}</td>
            <td />
          </tr>
        )}
      </tbody>
    </table>
  );
}
