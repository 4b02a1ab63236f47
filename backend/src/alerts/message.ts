import { valueText } from '../contract/rule-sentence.js';
import type { NoticeRow } from './notice.store.js';

/** What a receiver is told about one alert. */
interface Item {
  alert: string;
  rule: string;
  event: NoticeRow['kind'];
  severity: 'normal' | 'critical';
  sentence: string;
  /** The value that raised it, in words. */
  found: string;
  value: number | null;
  cause: string | null;
  at: string;
}

/** One message, whatever it travels as. */
export interface Content {
  subject: string;
  items: Item[];
  /** The page about it. */
  link: string;
  /** Of a dataset version that is ready. */
  dataset?: ReadyDataset;
}

export interface ReadyDataset {
  id: string;
  name: string;
  version: number;
  examples: number;
  labels: number;
  /** Of the JSON Lines. */
  digest: string;
  /** Without the format: `…/download?format=`. */
  download: string;
}

export const datasetContent = (dataset: Omit<ReadyDataset, 'download'>, publicUrl: string): Content => ({
  subject: `Dataset “${dataset.name}” version ${dataset.version} is ready`,
  items: [],
  link: `${publicUrl}/datasets/${dataset.id}`,
  dataset: { ...dataset, download: `${publicUrl}/api/datasets/${dataset.id}/download?format=` },
});

function foundText({ value, low, high, rows, unit }: NoticeRow['alert']): string {
  const interval =
    low === null || high === null
      ? ''
      : ` (95 % interval ${valueText(low, unit)} to ${valueText(high, unit)})`;
  const over = rows === null || unit === 'count' ? '' : `, counted over ${rows}`;
  return `${valueText(value, unit)}${interval}${over}`;
}

const itemOf = ({ alert, kind, at }: NoticeRow): Item => ({
  alert: alert.id,
  rule: alert.rule_id,
  event: kind,
  severity: alert.severity,
  sentence: alert.sentence,
  found: foundText(alert),
  value: alert.value,
  cause: kind === 'resolved' ? alert.cause : null,
  at: at.toISOString(),
});

function subjectOf(items: readonly Item[]): string {
  const raised = items.filter(({ event }) => event === 'raised');
  const [only] = items;
  if (items.length === 1 && only) {
    const name =
      only.event === 'raised' ? (only.severity === 'critical' ? 'Critical' : 'Firing') : 'Resolved';
    return `${name}: ${short(only.sentence)}`;
  }
  const critical = raised.filter(({ severity }) => severity === 'critical').length;
  const parts = [
    raised.length > 0 && `${raised.length} firing${critical > 0 ? ` (${critical} critical)` : ''}`,
    items.length > raised.length && `${items.length - raised.length} resolved`,
  ];
  return parts.filter(Boolean).join(', ');
}

const short = (sentence: string) =>
  sentence
    .replace(/^Alert when /, '')
    .replace(/\.$/, '')
    .slice(0, 180);

export function contentOf(notices: readonly NoticeRow[], publicUrl: string): Content {
  const items = notices.map(itemOf);
  return { subject: subjectOf(items), items, link: `${publicUrl}/alerts` };
}

export const testContent = (channel: string, publicUrl: string): Content => ({
  subject: `Test message to ${channel}`,
  items: [],
  link: `${publicUrl}/alerts`,
});

const causes: Record<string, string> = {
  recovered: 'it is back within its limits',
  changed: 'its rule was changed',
  paused: 'its rule was paused',
  removed: 'its rule was removed',
};

function itemText({ event, severity, sentence, found, cause, at }: Item): string {
  if (event === 'raised') {
    return `${severity === 'critical' ? 'CRITICAL' : 'FIRING'} since ${at}\n${sentence}\nFound: ${found}`;
  }
  return `RESOLVED at ${at}: ${causes[cause ?? ''] ?? 'it is over'}\n${sentence}\nIt had been: ${found}`;
}

/** As plain text, for mail and chat. */
export function plainText({ items, link, dataset }: Content): string {
  if (dataset) {
    const { name, version, examples, labels, digest } = dataset;
    return `“${name}” version ${version}: ${examples} examples, ${labels} labels\n${digest}\n\n${link}`;
  }
  if (items.length === 0) return `This is a test. Alerts of Baton arrive here.\n\n${link}`;
  return [...items.map(itemText), link].join('\n\n');
}

/** Slack's `text`: three characters are markup there, and no name in a rule shall call anybody. */
export const slackText = (content: Content): string =>
  `${content.subject}\n\n${plainText(content)}`
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
