import type { WindowLength } from '../../../../backend/src/contract/alerts.js';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { lengthOf } from '../../../../backend/src/contract/rule-sentence.js';
import { HowMeasured } from '../../components/how-measured';
import { useRoute } from '../../lib/queries';
import { zoneNames } from '../../lib/zone';
import css from './alerts.module.css';
import { FilterFields } from './filter-fields';
import { Choice, NumberField } from './inline-fields';
import { type DraftProps, isChange, ruleMetrics, thresholdUnit } from './rule-draft';

const kinds = [
  { value: 'metric', label: 'a metric' },
  { value: 'waiting', label: 'handoffs that nobody takes' },
  { value: 'unusual_silence', label: 'a source that is unusually silent' },
  { value: 'silence', label: 'a source that is silent for a fixed time' },
] as const;
const comparisons = [
  { value: 'above', label: 'is above' },
  { value: 'below', label: 'is below' },
  { value: 'rises', label: 'rises by more than' },
  { value: 'falls', label: 'falls by more than' },
] as const;
const lengths = ([15, 60, 360, 1440, 10_080] as const).map((minutes) => ({
  value: String(minutes),
  label: lengthOf(minutes),
}));
const metricOptions = ruleMetrics.map((value) => ({ value, label: metricOf(value).label }));
const certainty = [
  { value: 'value', label: 'by its value' },
  { value: 'bound', label: 'with its whole 95 % interval' },
] as const;

/** What is looked at, as the sentence that it will be. */
export function ConditionFields(props: DraftProps) {
  const { draft, onChange } = props;
  return (
    <div className={css.sentence}>
      <span>Alert about</span>
      <Choice
        label="What is looked at"
        value={draft.kind}
        options={kinds}
        onChange={(kind) => onChange({ kind })}
      />
      <span>when</span>
      {draft.kind === 'metric' && <MetricFields {...props} />}
      {draft.kind === 'waiting' && <WaitingFields {...props} />}
      {(draft.kind === 'silence' || draft.kind === 'unusual_silence') && <SilenceFields {...props} />}
    </div>
  );
}

function MetricFields({ draft, onChange }: DraftProps) {
  return (
    <>
      <Choice
        label="Metric"
        value={draft.metric}
        options={metricOptions}
        onChange={(metric) => onChange({ metric })}
      />
      <HowMeasured metric={draft.metric} />
      <FilterFields draft={draft} onChange={onChange} />
      <span>in</span>
      <Choice
        label="Window"
        value={String(draft.window)}
        options={lengths}
        onChange={(window) => onChange({ window: Number(window) as WindowLength })}
      />
      <Choice label="Comparison" value={draft.is} options={comparisons} onChange={(is) => onChange({ is })} />
      <NumberField
        label="Threshold"
        value={draft.than}
        wrong={draft.than.trim() === '' || !(Number(draft.than) >= 0)}
        onChange={(than) => onChange({ than })}
      />
      <span>{thresholdUnit(draft)}</span>
      {isChange(draft.is) && <span>against the period before,</span>}
      <Choice
        label="Certainty"
        value={draft.surely ? 'bound' : 'value'}
        options={certainty}
        onChange={(judged) => onChange({ surely: judged === 'bound' })}
      />
      <span>and counted over at least</span>
      <NumberField
        label="Fewest rows"
        value={draft.leastRows}
        wrong={!(Number(draft.leastRows) >= 1)}
        onChange={(leastRows) => onChange({ leastRows })}
      />
      <span>rows.</span>
    </>
  );
}

function WaitingFields({ draft, onChange }: DraftProps) {
  return (
    <>
      <span>at least</span>
      <NumberField
        label="How many handoffs"
        value={draft.atLeast}
        wrong={!(Number(draft.atLeast) >= 1)}
        onChange={(atLeast) => onChange({ atLeast })}
      />
      <span>handoffs</span>
      <FilterFields draft={draft} onChange={onChange} />
      <span>have waited for more than</span>
      <NumberField
        label="Minutes waited"
        value={draft.minutes}
        wrong={!(Number(draft.minutes) >= 1)}
        onChange={(minutes) => onChange({ minutes })}
      />
      <span>minutes.</span>
    </>
  );
}

let zones: string[] | undefined;

function SilenceFields({ draft, onChange }: DraftProps) {
  const pipeline = useRoute('GET /api/pipeline', {});
  zones ??= zoneNames();
  const names = pipeline.data?.sources.map(({ source }) => source) ?? [];
  const all = draft.source === '' || names.includes(draft.source) ? names : [draft.source, ...names];
  const sources = [{ value: '', label: 'choose a source' }, ...all.map((value) => ({ value, label: value }))];
  return (
    <>
      <span>no conversation from</span>
      <Choice
        label="Source"
        value={draft.source}
        options={sources}
        onChange={(source) => onChange({ source })}
      />
      {draft.kind === 'silence' ? (
        <>
          <span>has begun for</span>
          <NumberField
            label="Minutes of silence"
            value={draft.minutes}
            wrong={!(Number(draft.minutes) >= 15) || Number(draft.minutes) % 15 !== 0}
            onChange={(minutes) => onChange({ minutes })}
          />
          <span>minutes, in steps of 15.</span>
        </>
      ) : (
        <>
          <span>has begun for as long as</span>
          <NumberField
            label="Conversations usually begun"
            value={draft.expected}
            wrong={!(Number(draft.expected) >= 3)}
            onChange={(expected) => onChange({ expected })}
          />
          <span>usually take at these hours of the week, in</span>
          <Choice
            label="Zone of hours and weekdays"
            value={draft.zone}
            options={(zones.includes(draft.zone) ? zones : [draft.zone, ...zones]).map((value) => ({
              value,
              label: value,
            }))}
            onChange={(zone) => onChange({ zone })}
          />
          <span>time.</span>
        </>
      )}
    </>
  );
}
