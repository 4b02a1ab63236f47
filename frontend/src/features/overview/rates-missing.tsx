import { Link } from 'wouter';
import { Empty } from '../../components/state';

/** Costs cannot be told before somebody says what things cost. */
export function RatesMissing() {
  return (
    <Empty title="No rates are set">
      An administrator can <Link href="/settings#costs">set what an episode, a handoff and an hour cost</Link>
      .
    </Empty>
  );
}
