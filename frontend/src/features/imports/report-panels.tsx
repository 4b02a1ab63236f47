import { Button } from '@mantine/core';
import { abilities } from '../../../../backend/src/contract/detectors.js';
import { warningsOf } from '../../../../backend/src/contract/import-warnings.js';
import { type Column, DataTable } from '../../components/data-table';
import { Section } from '../../components/panel';
import { address } from '../../lib/api';
import { count, date, percent, words } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import type { Job, Report } from './import-words';
import css from './imports.module.css';

/** What was understood of the files, what of them was not, and what they cannot tell. */
export function ReportPanels({ job, report }: { job: Job; report: Report }) {
  const warnings = warningsOf(report);
  return (
    <>
      {warnings.length > 0 && (
        <ul className={css.warnings} aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <div className={css.columns}>
        <Section title="What was understood?">
          <Facts report={report} />
        </Section>
        <Section title="Which events does it give?" flush>
          <DataTable
            caption="Events by type"
            columns={typeColumns}
            rows={report.types}
            rowKey={({ name }) => name}
          />
        </Section>
      </div>
      {report.refusals.length > 0 && (
        <Section
          title="What was refused, and where?"
          subtitle={`${count(report.records.refused)} of ${count(report.records.read)} records. The others are not touched by it`}
          aside={job.errors > 0 && <ErrorsLink id={job.id} />}
          flush
        >
          <DataTable
            caption="Refused records"
            columns={refusalColumns}
            rows={report.refusals}
            rowKey={({ reason }) => reason}
            sort={{ key: 'count', descending: true }}
            maxHeight={320}
          />
        </Section>
      )}
      <Section title="What can it not measure?">
        <Lacks report={report} />
      </Section>
    </>
  );
}

function Facts({ report }: { report: Report }) {
  const { zone } = useFilters();
  const { format, records, conversations, customers, handoffs, reasons, span, assumed, events } = report;
  return (
    <dl className={css.facts}>
      <dt>Format</dt>
      <dd>
        {format.describes}{' '}
        <span className={css.soft}>
          {format.marks
            ? `told from its marks: ${count(format.marks.found)} of the first ${count(format.marks.of)} records have them`
            : 'as was said'}
        </span>
      </dd>
      <dt>Records</dt>
      <dd>
        {count(records.read)} read = {count(records.read - records.refused)} understood +{' '}
        {count(records.refused)} refused
        {records.ignored > 0 && (
          <span className={css.soft}>
            {' '}
            {count(records.ignored)} say nothing about a conversation:{' '}
            {report.ignored.map(({ name, count: each }) => `${name} (${count(each)})`).join(', ')}
          </span>
        )}
      </dd>
      <dt>Period</dt>
      <dd>
        {span ? `${date(span.from, zone)} – ${date(span.to, zone)}` : 'no times'}
        {assumed > 0 && (
          <span className={css.soft}>
            {' '}
            {assumed === events ? 'all times are assumed' : `${count(assumed)} times are assumed`}
          </span>
        )}
      </dd>
      <dt>Conversations</dt>
      <dd>
        {count(conversations)}{' '}
        <span className={css.soft}>
          {conversations > 0 && `the customer of ${percent(customers / conversations, 0)} is known`}
        </span>
      </dd>
      <dt>Handoffs</dt>
      <dd>
        {count(handoffs.explicit)} said by the source, {count(handoffs.inferred)} inferred
        <ul className={css.rules}>
          {handoffs.rules.slice(0, 6).map(({ rule, signal, count: each }) => (
            <li key={`${signal} ${rule}`}>
              <code>{rule ?? 'no rule named'}</code> <span className={css.soft}>{signal}</span> {count(each)}
            </li>
          ))}
        </ul>
      </dd>
      <dt>Reasons</dt>
      <dd>
        {reasons.given === 0
          ? 'none given'
          : `${count(reasons.given)} given, ${percent(reasons.unknown / reasons.given, 0)} not known`}
      </dd>
      {report.known && report.known.checked > 0 && (
        <>
          <dt>In the ledger</dt>
          <dd>
            {percent(report.known.found / report.known.checked, 0)} is there already{' '}
            <span className={css.soft}>{count(report.known.checked)} events were looked up</span>
          </dd>
        </>
      )}
    </dl>
  );
}

const typeColumns: Column<Report['types'][number]>[] = [
  { key: 'name', title: 'Type', cell: ({ name }) => <code>{name}</code> },
  {
    key: 'count',
    title: 'Events',
    numeric: true,
    cell: (row) => count(row.count),
    sortBy: (row) => row.count,
  },
];

const refusalColumns: Column<Report['refusals'][number]>[] = [
  { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
  {
    key: 'count',
    title: 'Times',
    numeric: true,
    cell: (row) => count(row.count),
    sortBy: (row) => row.count,
  },
  {
    key: 'places',
    title: 'Where',
    cell: ({ places, count: all }) => (
      <>
        {places
          .map(
            ({ file, record, line }) =>
              `${file === null ? '' : `${file}, `}record ${count(record)} (line ${count(line)})`,
          )
          .join('; ')}
        {all > places.length && <span className={css.soft}> and {count(all - places.length)} more</span>}
      </>
    ),
  },
];

function Lacks({ report: { lacks } }: { report: Report }) {
  if (lacks.length === 0) return <p className={css.line}>Nothing is missing.</p>;
  return (
    <ul className={css.plain}>
      {lacks.map((name) => (
        <li key={name}>
          {words(name)} <span className={css.soft}>{abilities[name]}</span>
        </li>
      ))}
    </ul>
  );
}

/** What was refused, as CSV. */
function ErrorsLink({ id }: { id: string }) {
  return (
    <Button
      component="a"
      variant="default"
      href={address('GET /api/imports/:id/errors', { params: { id } })}
      download
    >
      Download what was refused
    </Button>
  );
}
