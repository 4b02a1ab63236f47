import { Button } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty, Failure, Loading, NoPermission } from '../../components/state';
import { type Answer, type ApiProblem, call } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { useKeys } from '../handoffs/use-keys';
import css from './adjudication.module.css';
import { CaseView } from './case-view';
import { Judge } from './judge';

type Claim = Answer<'POST /api/adjudication/plans/:plan/claim'>;
type Item = NonNullable<Claim['item']>;

/** One action after the other, each with its handoff. */
export default function ReviewPage() {
  const { plan = '' } = useParams<{ plan: string }>();
  const { carried } = useFilters();
  const may = useMay(trainers);
  const found = useRoute('GET /api/adjudication/plans/:plan', { params: { plan } });
  return (
    <Page
      title="Was it done right?"
      question={<Link href={`/fidelity/samples/${plan}${carried}`}>{found.data?.name ?? 'The sample'}</Link>}
    >
      {may ? (
        <Queue plan={plan} />
      ) : (
        <Section title="Was it done right?">
          <NoPermission needs="trainer or administrator" />
        </Section>
      )}
    </Page>
  );
}

/** What this person holds. Asked for once per item: asking takes the next one. */
function useClaim(plan: string) {
  const [round, setRound] = useState(0);
  const claim = useQuery<Claim, ApiProblem>({
    queryKey: ['claim', plan, round],
    queryFn: ({ signal }) => call('POST /api/adjudication/plans/:plan/claim', { params: { plan } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  return { ...claim, again: () => setRound((now) => now + 1) };
}

function Queue({ plan }: { plan: string }) {
  const { data: claim, error: problem, again } = useClaim(plan);
  const [done, setDone] = useState<Item[]>([]);
  const { carried } = useFilters();
  const undo = useSend('DELETE /api/adjudication/plans/:plan/cases/:handoff/:action/judgement');
  const last = done.at(-1);
  const takeBack = () => {
    if (!last || undo.isPending) return;
    undo
      .mutateAsync({ params: { plan, handoff: last.handoff, action: last.action } })
      .then(() => {
        setDone((now) => now.slice(0, -1));
        again();
      })
      .catch(() => undefined);
  };
  useKeys({ z: takeBack, u: takeBack });
  if (problem) return <Failure problem={problem} retry={again} />;
  if (!claim) return <Loading height={520} />;
  return (
    <div className={css.stack}>
      <Progress claim={claim} done={done.length}>
        {last && (
          <Button
            variant="default"
            size="xs"
            onClick={takeBack}
            loading={undo.isPending}
            aria-keyshortcuts="z"
          >
            Take the last one back (z)
          </Button>
        )}
        {undo.error && (
          <span role="alert" className={css.bad}>
            Not taken back: {undo.error.detail ?? undo.error.title}
          </span>
        )}
      </Progress>
      {claim.item ? (
        <Held
          key={`${claim.item.drawNo} ${claim.item.pass}`}
          plan={plan}
          item={claim.item}
          onJudged={(item) => {
            setDone((now) => [...now, item]);
            again();
          }}
          onLost={again}
        />
      ) : (
        <Section title="Nothing is left for you">
          <Empty
            title={done.length > 0 ? 'You have read all that was left' : 'Everything has been read'}
            action={
              <Button component={Link} variant="default" href={`/fidelity/samples/${plan}${carried}`}>
                See what it says
              </Button>
            }
          >
            What others hold comes back to the queue after a quarter of an hour, and second readings go to
            somebody else than the first.
          </Empty>
        </Section>
      )}
    </div>
  );
}

function Progress({ claim, done, children }: { claim: Claim; done: number; children: ReactNode }) {
  const { left, drawn } = claim;
  return (
    <div className={css.row}>
      <div className={css.progress} style={{ flex: '1 1 160px', maxWidth: 320 }} aria-hidden>
        <span style={{ width: `${Math.min(100, (1 - left / Math.max(drawn, left, 1)) * 100)}%` }} />
      </div>
      <span className={css.soft} role="status">
        {count(left)} left for you{done > 0 && `, ${count(done)} done now`}
      </span>
      {children}
    </div>
  );
}

interface HeldProps {
  plan: string;
  item: Item;
  onJudged: (item: Item) => void;
  onLost: () => void;
}

function Held({ plan, item, onJudged, onLost }: HeldProps) {
  const params = { plan, handoff: item.handoff, action: item.action };
  const found = useRoute(
    'GET /api/adjudication/plans/:plan/cases/:handoff/:action',
    { params },
    { keep: false },
  );
  const client = useQueryClient();
  const judge = useSend('POST /api/adjudication/plans/:plan/cases/:handoff/:action/judgement', [
    'GET /api/adjudication/plans',
    'GET /api/adjudication/plans/:plan',
    'GET /api/fidelity',
  ]);
  const give = (result: string, cause?: string) =>
    judge
      .mutateAsync({ params, body: { result, cause } as never })
      .then(() => {
        client.removeQueries({ queryKey: ['GET /api/adjudication/plans/:plan/cases/:handoff/:action'] });
        onJudged(item);
      })
      .catch(() => undefined);
  return (
    <Answered
      query={found.error?.status === 409 ? { ...found, refetch: onLost as never } : found}
      height={520}
    >
      {(shown) => (
        <div className={css.case}>
          <CaseView shown={shown} />
          <Judge shown={shown} onGive={give} busy={judge.isPending} problem={judge.error} />
        </div>
      )}
    </Answered>
  );
}
