import type { AlertCondition, WindowLength } from '../../../../backend/src/contract/alerts.js';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import type { Answer } from '../../lib/api';
import { breakdownDimensions } from '../../lib/breakdown-dimensions';

export type Rule = Answer<'GET /api/alerts/rules'>[number];
type Kind = AlertCondition['kind'];
type Compare = Extract<AlertCondition, { kind: 'metric' }>['is'];

/** One `where … is …` of the sentence. */
export interface FilterDraft {
  name: Dimension;
  value: string;
}

/** What the form holds: numbers as they are typed. */
export interface RuleDraft {
  kind: Kind;
  metric: MetricName;
  is: Compare;
  than: string;
  surely: boolean;
  window: WindowLength;
  leastRows: string;
  atLeast: string;
  /** Of waits and silences. */
  minutes: string;
  source: string;
  expected: string;
  zone: string;
  filters: FilterDraft[];
  severity: 'normal' | 'critical';
  raiseAfter: string;
  resolveAfter: string;
  channels: string[];
}

/** A part of the form. */
export interface DraftProps {
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
}

export const newDraft = (zone: string): RuleDraft => ({
  kind: 'metric',
  metric: 'escalation_rate',
  is: 'above',
  than: '30',
  surely: false,
  window: 1440,
  leastRows: '50',
  atLeast: '1',
  minutes: '15',
  source: '',
  expected: '12',
  zone,
  filters: [],
  severity: 'normal',
  raiseAfter: '1',
  resolveAfter: '1',
  channels: [],
});

export const isChange = (is: Compare): boolean => is === 'rises' || is === 'falls';

/** What a threshold is typed in: percent, minutes or a plain number. */
export function thresholdUnit({ metric, is }: Pick<RuleDraft, 'metric' | 'is'>): '%' | 'min' | '' {
  const { unit } = metricOf(metric);
  if (isChange(is) || unit === 'ratio') return '%';
  return unit === 'seconds' ? 'min' : '';
}
const scaleOf = { '%': 0.01, min: 60, '': 1 } as const;

/** Metrics of which a window can be told; the others say how it stands now. */
export const ruleMetrics = metricNames.filter(
  (name) => name !== 'waiting_handoffs' && name !== 'open_episodes',
);

export const dimensionsFor = (draft: RuleDraft): Dimension[] =>
  breakdownDimensions(draft.kind === 'waiting' ? 'handoff' : metricOf(draft.metric).population);

function filtersOf(draft: RuleDraft): Partial<Record<Dimension, string[]>> {
  const found: Partial<Record<Dimension, string[]>> = {};
  for (const { name, value } of draft.filters) {
    if (value === '' || !dimensionsFor(draft).includes(name)) continue;
    found[name] = [...(found[name] ?? []), value];
  }
  return found;
}

const wholeIn = (text: string, least: number, most: number): number | null => {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : null;
};

/** The condition, or null while something of it is missing. */
export function conditionOf(draft: RuleDraft): AlertCondition | null {
  const { kind, metric, is, window, source, zone } = draft;
  if (kind === 'metric') {
    const typed = Number(draft.than);
    const leastRows = wholeIn(draft.leastRows, 1, 1_000_000);
    if (draft.than.trim() === '' || !(typed >= 0) || leastRows === null) return null;
    const than = Number((typed * scaleOf[thresholdUnit(draft)]).toPrecision(12));
    const judged = draft.surely ? 'bound' : 'value';
    return { kind, metric, is, than, judged, window, leastRows, filters: filtersOf(draft) };
  }
  const minutes = wholeIn(draft.minutes, 1, 43_200);
  if (kind === 'waiting') {
    const atLeast = wholeIn(draft.atLeast, 1, 100_000);
    if (minutes === null || minutes > 10_080 || atLeast === null) return null;
    return { kind, atLeast, minutes, filters: filtersOf(draft) };
  }
  if (source === '') return null;
  if (kind === 'silence') return minutes === null || minutes % 15 !== 0 ? null : { kind, source, minutes };
  const expected = wholeIn(draft.expected, 3, 10_000);
  return expected === null ? null : { kind, source, expected, zone };
}

/** The body of a rule, or null while it is not complete. */
export function bodyOf(draft: RuleDraft) {
  const condition = conditionOf(draft);
  const [raiseAfter, resolveAfter] = [wholeIn(draft.raiseAfter, 1, 10), wholeIn(draft.resolveAfter, 1, 10)];
  if (!condition || raiseAfter === null || resolveAfter === null) return null;
  return { condition, raiseAfter, resolveAfter, severity: draft.severity, channels: draft.channels };
}

export function draftOf(rule: Rule, zone: string): RuleDraft {
  const { condition, severity, channels } = rule;
  const draft: RuleDraft = {
    ...newDraft(zone),
    kind: condition.kind,
    severity,
    channels,
    raiseAfter: String(rule.raiseAfter),
    resolveAfter: String(rule.resolveAfter),
  };
  if ('filters' in condition) {
    draft.filters = Object.entries(condition.filters).flatMap(([name, values]) =>
      values.map((value) => ({ name: name as Dimension, value })),
    );
  }
  if ('minutes' in condition) draft.minutes = String(condition.minutes);
  if ('source' in condition) draft.source = condition.source;
  if (condition.kind === 'unusual_silence') {
    return { ...draft, expected: String(condition.expected), zone: condition.zone };
  }
  if (condition.kind === 'waiting') return { ...draft, atLeast: String(condition.atLeast) };
  if (condition.kind !== 'metric') return draft;
  const { metric, is, than, judged, window, leastRows } = condition;
  const typed = String(Number((than / scaleOf[thresholdUnit({ metric, is })]).toPrecision(12)));
  const surely = judged === 'bound';
  return { ...draft, metric, is, than: typed, surely, window, leastRows: String(leastRows) };
}
