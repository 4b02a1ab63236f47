import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { ruleMakers } from '../../../../backend/src/contract/roles.js';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { silenceExpected } from './source-words';
import css from './sources.module.css';

/** One click makes the rule that watches whether a source falls silent. */
export function SilenceRule({ source }: { source: string }) {
  const { zone } = useFilters();
  const may = useMay(ruleMakers);
  const rules = useRoute('GET /api/alerts/rules', {});
  const create = useSend('POST /api/alerts/rules', ['GET /api/alerts/rules', 'GET /api/alerts']);
  const rule = rules.data?.find(
    ({ condition }) =>
      (condition.kind === 'silence' || condition.kind === 'unusual_silence') && condition.source === source,
  );
  if (rule) {
    return (
      <Link href="/alerts" className={css.watched}>
        {rule.state === 'firing' ? 'Silent: an alert fires' : 'Watched for silence'}
      </Link>
    );
  }
  if (!may || !rules.data) return null;
  const make = () =>
    create.mutate({
      body: { condition: { kind: 'unusual_silence', source, expected: silenceExpected, zone } },
    });
  return (
    <>
      {create.error && (
        <span role="alert" className={css.bad}>
          Not made: {create.error.message}
        </span>
      )}
      <Button variant="default" onClick={make} loading={create.isPending}>
        Alert when it falls silent
      </Button>
    </>
  );
}
