import { Button, Modal, NativeSelect, NumberInput, Radio, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { CurveChart } from '../../charts/drawers';
import { preparePrecision } from '../../charts/prepare-precision';
import { Loading } from '../../components/state';
import { type Answer, type ApiProblem, type CallInput, call } from '../../lib/api';
import { count, date, percent } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';
import { byNames, dimensionNames, type PlanSpec } from './plan-words';

type Draft = CallInput<'POST /api/adjudication/plans'>['body'];
type Preview = Answer<'POST /api/adjudication/preview'>;

/** A plan's form over the page's range and filters, with what the sample would say. */
export function PlanForm({ onClose }: { onClose: () => void }) {
  const { scope, period, values, zone, carried } = useFilters();
  const [, go] = useLocation();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: `${date(period.from, zone)} – ${date(period.to - 1, zone)}`,
    from: scope.from,
    to: scope.to,
    filters: onActions(values),
    design: 'stratified',
    by: 'queue',
    allocation: 'proportional',
    size: 120,
    seed: new Date(period.to).toISOString().slice(0, 10),
    twicePercent: 10,
  }));
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const draw = useSend('POST /api/adjudication/plans', ['GET /api/adjudication/plans']);
  const ready = draft.name.trim() !== '' && draft.seed.trim() !== '' && draft.size >= 2;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    draw
      .mutateAsync({ body: draft })
      .then(({ id }) => go(`/fidelity/samples/${id}${carried}`))
      .catch(() => undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Draw a sample"
      size={720}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.form} onSubmit={submit}>
        <p className={`${css.soft} ${css.whole}`} style={{ margin: 0 }}>
          From the due actions of handoffs of {date(period.from, zone)} – {date(period.to - 1, zone)}, with
          the page’s filters
        </p>
        <Fields draft={draft} change={change} />
        <PreviewBox draft={draft} ready={ready} />
        {draw.error && (
          <p role="alert" className={`${css.bad} ${css.whole}`}>
            Not drawn: {draw.error.detail ?? draw.error.title}
          </p>
        )}
        <div className={`${css.row} ${css.whole}`}>
          <Button type="submit" disabled={!ready} loading={draw.isPending}>
            Draw the sample
          </Button>
          <span className={css.soft}>
            It is entered in the ledger with your name. The same seed draws the same actions again.
          </span>
        </div>
      </form>
    </Modal>
  );
}

/** The page's filters, as far as actions carry them. */
function onActions(values: Record<string, string[] | undefined>): Draft['filters'] {
  const { outcome: _outcome, ...carried } = values;
  return carried as Draft['filters'];
}

function Fields({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const whole = (value: string | number): number => Math.round(Number(value) || 0);
  return (
    <>
      <TextInput
        label="Name"
        className={css.whole}
        maxLength={120}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Radio.Group
        label="How is it drawn?"
        className={css.whole}
        value={draft.design}
        onChange={(design) => change({ design: design as Draft['design'] })}
      >
        <div className={css.row} style={{ marginTop: 4 }}>
          <Radio value="stratified" label="Some of each kind (stratified)" />
          <Radio value="simple" label="At random from all (simple)" />
        </div>
      </Radio.Group>
      {draft.design === 'stratified' && (
        <>
          <NativeSelect
            label="Kinds"
            data={byNames.map((value) => ({ value, label: `by ${dimensionNames[value].toLowerCase()}` }))}
            value={draft.by}
            onChange={(event) => change({ by: event.currentTarget.value as PlanSpec['by'] })}
          />
          <NativeSelect
            label="How many of each"
            data={[
              { value: 'proportional', label: 'in proportion to its size' },
              { value: 'neyman', label: 'more where results vary (Neyman)' },
            ]}
            value={draft.allocation}
            onChange={(event) => change({ allocation: event.currentTarget.value as PlanSpec['allocation'] })}
          />
        </>
      )}
      <NumberInput
        label="Actions to read"
        min={2}
        max={10_000}
        allowDecimal={false}
        value={draft.size}
        onChange={(value) => change({ size: whole(value) })}
      />
      <NumberInput
        label="Read by a second person"
        suffix=" %"
        min={0}
        max={100}
        allowDecimal={false}
        value={draft.twicePercent}
        onChange={(value) => change({ twicePercent: whole(value) })}
      />
      <TextInput
        label="Seed"
        description="Any words; they decide the draw"
        className={css.whole}
        maxLength={60}
        value={draft.seed}
        onChange={(event) => change({ seed: event.currentTarget.value })}
      />
    </>
  );
}

function PreviewBox({ draft, ready }: { draft: Draft; ready: boolean }) {
  const [asked] = useDebouncedValue(draft, 300);
  const preview = useQuery<Preview, ApiProblem>({
    queryKey: ['preview of a sample', asked],
    queryFn: ({ signal }) => call('POST /api/adjudication/preview', { body: asked }, signal),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  return (
    <div className={`${css.preview} ${css.whole}`} aria-live="polite">
      {preview.error ? (
        <span className={css.bad}>{preview.error.detail ?? preview.error.title}</span>
      ) : preview.data ? (
        <Preview preview={preview.data} />
      ) : (
        <span className={css.soft}>Counting…</span>
      )}
    </div>
  );
}

function Preview({ preview }: { preview: Preview }) {
  const { due, known, drawn, strata, halfWidth, curve } = preview;
  if (due === 0) return <>No action of this range and these filters was due.</>;
  if (drawn === 0) return <>All {count(due)} due actions have been judged: there is nothing to draw.</>;
  const shown = strata.slice(0, 6);
  return (
    <>
      <p className={css.note}>
        {count(due)} due actions, {count(known.judged)} of them judged already. {count(drawn)} of the other{' '}
        {count(due - known.judged)} would be read, which leaves an interval of{' '}
        <strong>± {percent(halfWidth)}</strong> at most.
      </p>
      <p className={css.soft}>
        {shown.map(({ label, drawn: n, population }) => `${label} ${n} of ${count(population)}`).join(' · ')}
        {strata.length > shown.length && ` · ${strata.length - shown.length} more`}
      </p>
      <Suspense fallback={<Loading height={150} />}>
        <CurveChart
          model={preparePrecision(curve, [{ reads: drawn, label: `${count(drawn)} read` }])}
          height={150}
          label="Width of the interval by number of readings"
        />
      </Suspense>
    </>
  );
}
