import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count, counted, percent } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { strengthOf } from '../adjudication/plan-words';
import css from './review.module.css';
import { readingText } from './review-words';

type Agreement = Answer<'GET /api/review/agreement'>;

/** How far readers agree, what they differ in, and how many examples are read twice. */
export function AgreementPanel() {
  const agreement = useRoute('GET /api/review/agreement', {});
  return (
    <Answered query={agreement} height={420}>
      {(found) => (
        <div className={css.columns}>
          <div className={css.stack}>
            <Kappa found={found} />
            <Disagreements found={found} />
          </div>
          <Share key={found.secondShare} share={found.secondShare} />
        </div>
      )}
    </Answered>
  );
}

function Kappa({ found: { agreement, pairs, waiting } }: { found: Agreement }) {
  return (
    <Section
      title="Do two readers say the same?"
      subtitle={`${counted(pairs, 'example', 'examples')} read twice, ${count(waiting)} waiting for a second reader`}
    >
      {agreement ? (
        <p className={css.note}>
          Cohen’s kappa <strong>{agreement.kappa.toFixed(2)}</strong> ({agreement.low.toFixed(2)} –{' '}
          {agreement.high.toFixed(2)}): {strengthOf(agreement.kappa)}. {percent(agreement.observed, 0)} of{' '}
          {count(pairs)} pairs agree.
        </p>
      ) : (
        <p className={css.note}>
          {pairs === 0
            ? 'Nobody has read an example a second time. Agreement beyond chance is told once some have been.'
            : 'All pairs are of one label: agreement beyond chance has no value.'}
        </p>
      )}
    </Section>
  );
}

function Disagreements({ found: { disagreements } }: { found: Agreement }) {
  return (
    <Section
      title="What do they differ in?"
      subtitle="The first reading holds until it is settled"
      aside={
        disagreements.length > 0 && (
          <Button component={Link} href="/review?kind=disagreement" size="xs">
            Settle {count(disagreements.length)}
          </Button>
        )
      }
      flush
    >
      {disagreements.length === 0 ? (
        <Empty title="Nothing to settle">What two readers said differently stands here.</Empty>
      ) : (
        <ul className={css.members}>
          {disagreements.map(({ handoffKey, text, gap, first, second }) => (
            <li key={handoffKey} className={css.member}>
              <div className={css.memberBody}>
                <p className={css.words}>{text ?? 'Its words may not be shown.'}</p>
                <p className={css.facts}>
                  <span>first: {readingText(first)}</span>
                  <span>second: {readingText(second)}</span>
                  <Link href={`/gaps/${gap.id}`}>{gap.name}</Link>
                  <Link href={`/handoffs/${handoffKey}`}>Open handoff</Link>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Share({ share }: { share: number }) {
  const [percentage, setPercentage] = useState<number | string>(Math.round(share * 100));
  const save = useSend('PATCH /api/review/settings', ['GET /api/review/agreement', 'GET /api/review']);
  const value = Number(percentage);
  return (
    <Section title="How much is read twice?" subtitle="A random part of what is decided from now on">
      <form
        className={css.stack}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: { secondShare: value / 100 } });
        }}
      >
        <NumberInput
          label="Share of decided examples"
          description="Somebody else reads them, without seeing the first answer. 0 turns it off."
          min={0}
          max={100}
          suffix=" %"
          allowDecimal={false}
          value={percentage}
          onChange={setPercentage}
        />
        {save.error && (
          <p role="alert" className={css.bad}>
            Not saved: {save.error.detail ?? save.error.title}
          </p>
        )}
        <Button
          type="submit"
          loading={save.isPending}
          disabled={percentage === '' || value === Math.round(share * 100)}
        >
          Save
        </Button>
      </form>
    </Section>
  );
}
