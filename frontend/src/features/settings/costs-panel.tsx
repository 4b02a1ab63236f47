import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Rate, rates } from '../../../../backend/src/contract/metric.js';
import { Panel } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { useRoute, useSend } from '../../lib/queries';
import classes from './settings.module.css';

type Costs = Answer<'GET /api/cost-rates'>;

/** What things cost, for the metrics of cost. */
export function CostsPanel() {
  const costs = useRoute('GET /api/cost-rates', {});
  return (
    <div id="costs">
      <Panel
        title="Costs"
        subtitle={
          costs.data?.changedAt ? (
            <>
              Changed <TimeText at={costs.data.changedAt} />; who did it stands in the ledger
            </>
          ) : (
            'Not set: no number about costs is shown'
          )
        }
        query={costs}
        height={220}
      >
        {(data) => <CostsForm key={data.changedAt} costs={data} />}
      </Panel>
    </div>
  );
}

const hints: Record<Rate, string> = {
  bot_episode: 'Platform and model, for one stretch with the bot',
  human_contact: 'What is paid for each contact, whatever its length; 0 if nothing is',
  human_hour: 'Wages and what goes with them, for one hour of handle time',
};
const rateNames = Object.keys(rates) as Rate[];

function CostsForm({ costs }: { costs: Costs }) {
  const [currency, setCurrency] = useState(costs.rates?.currency ?? 'EUR');
  const [amounts, setAmounts] = useState<Partial<Record<Rate, number | string>>>({ ...costs.rates });
  const set = useSend('PATCH /api/cost-rates', [
    'GET /api/cost-rates',
    'GET /api/metrics/headline',
    'GET /api/metrics/series',
    'GET /api/metrics/breakdown',
  ]);
  const isWhole = rateNames.every((name) => typeof amounts[name] === 'number');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const amount = (name: Rate) => Number(amounts[name]);
    set.mutate({
      body: {
        currency: currency.trim().toUpperCase(),
        bot_episode: amount('bot_episode'),
        human_contact: amount('human_contact'),
        human_hour: amount('human_hour'),
      },
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Currency"
        description="Its code, such as EUR or USD"
        required
        maxLength={3}
        value={currency}
        onChange={(event) => setCurrency(event.currentTarget.value)}
        className={classes.short}
      />
      <div className={classes.rates}>
        {rateNames.map((name) => (
          <NumberInput
            key={name}
            label={rates[name]}
            description={hints[name]}
            required
            min={0}
            max={1_000_000}
            decimalScale={3}
            hideControls
            value={amounts[name] ?? ''}
            onChange={(value) => setAmounts((before) => ({ ...before, [name]: value }))}
          />
        ))}
      </div>
      <div className={classes.closing}>
        <p className={classes.words}>
          A change holds for every past number too, and is entered in the ledger.
        </p>
        <Button type="submit" loading={set.isPending} disabled={!isWhole}>
          Set rates
        </Button>
      </div>
      {set.error && (
        <p role="alert" className={classes.refusal}>
          {[set.error.title, set.error.detail].filter(Boolean).join('. ')}
        </p>
      )}
    </form>
  );
}
