import { warningsOf } from '../contract/import-warnings.js';
import type { ImportReport } from '../contract/imports.js';
import type { Counts } from './event-sender.js';

const grouped = (count: number) => count.toLocaleString('en-US');
const placeText = ({ file, record, line }: ImportReport['refusals'][number]['places'][number]) =>
  `${file === null ? '' : `${file}: `}record ${record} (line ${line})`;

/** What is wrong, one line per reason. */
export const complaintLines = ({ refusals }: ImportReport): string[] =>
  refusals.map(({ reason, count, places }) => {
    const more = count > places.length ? ` and ${grouped(count - places.length)} more` : '';
    return `${places.map(placeText).join(', ')}${more}: ${reason}`;
  });

/** What was understood, and what became of it. */
export function summaryLines(
  report: ImportReport,
  counts: Counts | undefined,
  handoffTools: readonly string[] | undefined,
): string[] {
  const { records, conversations, handoffs, events } = report;
  const handedOver = handoffs.explicit + handoffs.inferred;
  const lines = [
    `${grouped(records.read)} records read, ${grouped(records.refused)} refused`,
    `${grouped(conversations)} conversations, ${grouped(handedOver)} handoffs, ${grouped(events)} events`,
  ];
  if (report.assumed > 0 && report.assumed < events)
    lines.push(`${grouped(report.assumed)} times are assumed and marked so`);
  if (records.ignored > 0) {
    const kinds = report.ignored.map(({ name, count }) => `${name} (${grouped(count)})`);
    lines.push(`${grouped(records.ignored)} records give no event: ${kinds.join(', ')}`);
  }
  for (const { name, count } of report.notes) lines.push(`${grouped(count)} times: ${name}`);
  lines.push(...warningsOf(report));
  if (handoffTools && handedOver === 0 && report.actions.length > 0) {
    const called = report.actions.slice(0, 8).map(({ name }) => name);
    lines.push(
      `No call of ${handoffTools.join(', ')} was found; tools called: ${called.join(', ')}. Name the right one with --handoff-tool.`,
    );
  }
  if (counts) {
    const { accepted, duplicate, conflict, invalid } = counts;
    lines.push(
      `${grouped(accepted)} accepted, ${grouped(duplicate)} duplicate, ${grouped(conflict)} conflict, ${grouped(invalid)} invalid`,
    );
  }
  return lines;
}
