import { Button } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { useRoute } from '../../../lib/queries';
import css from '../ledger.module.css';
import { HoldForm } from './hold-form';
import { HoldTable } from './hold-table';

/** Legal holds: while one stands, nothing of its subject is erased. */
export default function HoldsPage() {
  const holds = useRoute('GET /api/ledger/holds', {});
  const [placing, setPlacing] = useState(false);
  return (
    <>
      <Panel
        title="What must be kept for now?"
        subtitle="While a hold stands, erasure is refused and retention passes it over; whom it is about is kept as a pseudonym only"
        aside={
          <Button className={css.screenOnly} onClick={() => setPlacing(true)}>
            Place a hold
          </Button>
        }
        query={holds}
        height={200}
        flush
        isEmpty={(data) => data.length === 0}
        empty={
          <Empty title="No hold was placed yet">
            A court, a regulator or a dispute may demand that a customer’s records stay. Place a hold before
            an erasure or retention takes them.
          </Empty>
        }
      >
        {(rows) => <HoldTable holds={rows} />}
      </Panel>
      {placing && <HoldForm onClose={() => setPlacing(false)} />}
    </>
  );
}
