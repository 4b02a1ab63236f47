import type { DatasetKind } from '../../../../backend/src/contract/dataset-formats.js';
import type { Answer, CallInput } from '../../lib/api';
import { addDays, startOfDay } from '../../lib/zone';

/** What the builder's page holds; all of it stands in the URL, so that a draft can be shared. */
export interface DatasetForm {
  kind: DatasetKind;
  name: string;
  gaps: string[];
  /** Calendar days in the zone, both included; '' is open. */
  first: string;
  last: string;
  languages: string[];
  bots: string[];
  label: 'resolved_intent' | 'gap';
  /** Percent. */
  validation: number;
  test: number;
  includeNonCapability: boolean;
  /** Labels to keep; all when there are none. */
  intents: string[];
  quality: (typeof qualities)[number];
  /** '' is no limit. */
  mostPerLabel: number | '';
  weighted: boolean;
  /** Of turns. */
  within: number;
  splitBy: 'lot' | 'time';
  includeOpen: boolean;
  words: boolean;
  mostConversations: number | '';
}
/** What the service takes where nothing is said. */
const usual = { within: 3, mostConversations: 10_000 } as const;
export const mostConversations = 50_000;
const qualities = ['any', 'resolved', 'confirmed', 'reviewed'] as const;
export type DatasetRequest = CallInput<'POST /api/datasets'>['body'];

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export function parseForm(search: URLSearchParams): DatasetForm {
  const day = (name: string): string => {
    const text = search.get(name) ?? '';
    return dayPattern.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
  };
  const validation = percentOf(search.get('validation'), 10);
  return {
    name: (search.get('name') ?? '').slice(0, 120),
    gaps: [...new Set(search.getAll('gap'))],
    first: day('first'),
    last: day('last'),
    languages: [...new Set(search.getAll('language'))],
    bots: [...new Set(search.getAll('bot'))],
    label: search.get('label') === 'gap' ? 'gap' : 'resolved_intent',
    validation,
    test: Math.min(percentOf(search.get('test'), 10), 100 - validation),
    includeNonCapability: search.get('all') === 'yes',
    intents: [...new Set(search.getAll('intent'))],
    quality: qualities.find((one) => one === search.get('quality')) ?? 'any',
    mostPerLabel: mostOf(search.get('most')),
    weighted: search.get('weighted') === 'yes',
    kind: search.get('kind') === 'turns' ? 'turns' : 'intents',
    within: Math.min(percentOf(search.get('within'), usual.within), 50),
    splitBy: search.get('by') === 'time' ? 'time' : 'lot',
    includeOpen: search.get('open') === 'yes',
    words: search.get('words') === 'yes',
    mostConversations: Math.min(
      mostOf(search.get('conversations')) || usual.mostConversations,
      mostConversations,
    ),
  };
}

function mostOf(text: string | null): number | '' {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= 1 && value <= 1_000_000 ? value : '';
}

function percentOf(text: string | null, fallback: number): number {
  const value = Number(text);
  return text !== null && text !== '' && Number.isInteger(value) && value >= 0 && value <= 100
    ? value
    : fallback;
}

export function writeForm(form: DatasetForm): URLSearchParams {
  const search = new URLSearchParams();
  if (form.name) search.set('name', form.name);
  for (const gap of form.gaps) search.append('gap', gap);
  if (form.first) search.set('first', form.first);
  if (form.last) search.set('last', form.last);
  for (const language of form.languages) search.append('language', language);
  for (const bot of form.bots) search.append('bot', bot);
  if (form.label !== 'resolved_intent') search.set('label', form.label);
  if (form.validation !== 10) search.set('validation', String(form.validation));
  if (form.test !== 10) search.set('test', String(form.test));
  if (form.includeNonCapability) search.set('all', 'yes');
  for (const intent of form.intents) search.append('intent', intent);
  if (form.quality !== 'any') search.set('quality', form.quality);
  if (form.mostPerLabel !== '') search.set('most', String(form.mostPerLabel));
  if (form.weighted) search.set('weighted', 'yes');
  if (form.kind !== 'intents') search.set('kind', form.kind);
  if (form.within !== usual.within) search.set('within', String(form.within));
  if (form.splitBy !== 'lot') search.set('by', form.splitBy);
  if (form.includeOpen) search.set('open', 'yes');
  if (form.words) search.set('words', 'yes');
  if (form.mostConversations !== '' && form.mostConversations !== usual.mostConversations) {
    search.set('conversations', String(form.mostConversations));
  }
  return search;
}

export const trainShare = (form: DatasetForm): number => 100 - form.validation - form.test;

type Gap = Answer<'GET /api/gaps'>['gaps'][number];

/** What a version of these gaps is called when nobody says otherwise: what it teaches first; '' while nothing is chosen. */
export function usualName({ kind, gaps: [first, ...others] }: DatasetForm, gaps: readonly Gap[]): string {
  if (kind === 'turns') return 'Turns';
  const gap = gaps.find(({ id }) => id === first);
  if (!gap) return '';
  const name = gap.resolvedIntent?.name ?? gap.name;
  return (others.length === 0 ? name : `${name} and ${others.length} more`).slice(0, 120);
}

/** Why the form cannot be sent, in words; null when it can. */
export function formProblem(form: DatasetForm): string | null {
  if (form.kind === 'intents' && form.gaps.length === 0) return 'Choose at least one gap.';
  if (form.first && form.last && form.first > form.last) return 'The last day lies before the first.';
  return null;
}

/** The request of the contract. Lists are sorted: the same choice is the same request, whatever the order of clicks. */
export function requestOf(form: DatasetForm, zone: string): DatasetRequest {
  return {
    name: form.name.trim() || 'Preview',
    from: form.first ? new Date(startOfDay(form.first, zone)).toISOString() : undefined,
    to: form.last ? new Date(startOfDay(addDays(form.last, 1), zone)).toISOString() : undefined,
    languages: [...form.languages].sort(),
    bots: [...form.bots].sort(),
    split: { train: trainShare(form), validation: form.validation, test: form.test },
    weighted: form.weighted,
    ...(form.kind === 'turns' ? turnsOf(form, zone) : intentsOf(form)),
  };
}

const intentsOf = (form: DatasetForm) => ({
  gaps: [...form.gaps].sort(),
  label: form.label,
  includeNonCapability: form.includeNonCapability,
  intents: [...form.intents].sort(),
  quality: form.quality,
  mostPerLabel: form.mostPerLabel === '' ? undefined : form.mostPerLabel,
});

const turnsOf = (form: DatasetForm, zone: string) => ({
  turns: {
    within: form.within,
    splitBy: form.splitBy,
    includeOpen: form.includeOpen,
    words: form.words,
    zone,
    mostConversations: form.mostConversations || usual.mostConversations,
  },
});
