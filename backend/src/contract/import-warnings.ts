import type { ImportReport } from './imports.js';

const grouped = (count: number) => count.toLocaleString('en-US');
/** No log is as old. */
const oldest = '1990';
/** From this share on. */
const mostly = 0.5;
const many = 0.05;
const somewhat = 0.01;

/** What whoever brings files should know before they are in the ledger. */
export function warningsOf(report: ImportReport): string[] {
  const { events, records, span, future, repeated, reasons, known, conversations, handoffs } = report;
  const warnings: string[] = [];
  if (records.read > 0 && records.refused / records.read >= mostly)
    warnings.push('Most records are refused: it may be another format, or something must be said about it.');
  else if (records.read > 0 && records.refused / records.read >= many)
    warnings.push(
      `${grouped(records.refused)} of ${grouped(records.read)} records are refused and would be missing: see why before they go in.`,
    );
  if (events > 0 && report.assumed === events)
    warnings.push(
      'No record says when anything happened: all times are assumed, and no duration is measured.',
    );
  if (span && span.from < oldest)
    warnings.push(
      `The first event would be of ${span.from.slice(0, 10)}: numbers that count seconds of a conversation are no times.`,
    );
  if (future > 0) warnings.push(`${grouped(future)} events lie in the future: check the zone of the times.`);
  if (repeated > 0 && repeated / events >= somewhat)
    warnings.push(
      `About ${grouped(repeated)} events have ids that stand in the files twice: each counts once.`,
    );
  if (known && known.checked > 0 && known.found / known.checked >= mostly)
    warnings.push('Most of it is in the ledger already: what is there again changes nothing.');
  if (conversations > 0 && handoffs.explicit + handoffs.inferred === 0)
    warnings.push('No handoff was found in any conversation.');
  if (reasons.given > 0 && reasons.unknown / reasons.given >= mostly)
    warnings.push(
      'Most reasons are not known: say what the source’s own words mean before it goes in. What is in the ledger keeps the reason that it came with.',
    );
  return warnings;
}
