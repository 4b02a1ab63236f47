import { Link } from 'wouter';
import { Section } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { count, dateTime } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { CopyLine } from '../ledger/copy-line';
import css from './datasets.module.css';

type Dataset = Answer<'GET /api/datasets/:id'>;
type Request = Dataset['manifest']['request'];

/** What it was asked for, what it was made from, and the digests by which anybody can check it. */
export function Manifest({ dataset }: { dataset: Dataset }) {
  const { manifest } = dataset;
  const { zone } = useFilters();
  const [first, ...others] = manifest.amended?.files ?? manifest.files;
  return (
    <Section title="What was it made from?">
      <dl className={css.facts}>
        <Asked request={manifest.request} zone={zone} />
        {!manifest.request.turns && <dt>Gaps</dt>}
        {!manifest.request.turns && (
          <dd>
            {manifest.counts.gaps.map(({ id, name }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <Link href={`/gaps/${id}`}>{name}</Link>
              </span>
            ))}
          </dd>
        )}
        <dt>Masked</dt>
        <dd>
          {manifest.masked.length === 0
            ? 'nothing found to mask'
            : manifest.masked.map(({ kind, count: n }) => `${count(n)} ${kind}`).join(', ')}
        </dd>
        {manifest.amended && (
          <>
            <dt>Amended</dt>
            <dd>
              {count(manifest.amended.removed)} rows taken out because their subjects were erased, last{' '}
              {dateTime(manifest.amended.at, zone)}
            </dd>
          </>
        )}
        <dt>Ledger</dt>
        <dd>
          <Link href="/ledger">checkpoint of {count(manifest.checkpoint.size)} entries</Link>
          <span className={css.mono}> {manifest.checkpoint.root}</span>
        </dd>
      </dl>
      <div className={css.digests}>
        {first && <CopyLine label={first.format} text={first.digest} />}
        <CopyLine label="numbers" text={manifest.metricDigest} />
      </div>
      {others.length > 0 && (
        <details className={css.raw}>
          <summary>Digests of the other files</summary>
          <div className={css.digests}>
            {others.map((file) => (
              <CopyLine key={file.format} label={file.format} text={file.digest} />
            ))}
          </div>
        </details>
      )}
      <details className={css.raw}>
        <summary>The whole manifest</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className={css.json} tabIndex={0}>
          {JSON.stringify(manifest, null, 2)}
        </pre>
      </details>
    </Section>
  );
}

function Asked({ request, zone }: { request: Request; zone: string }) {
  const list = (values: readonly string[]): string => (values.length === 0 ? 'all' : values.join(', '));
  const { from, to, split } = request;
  return (
    <>
      <dt>Time</dt>
      <dd>
        {from || to
          ? `${from ? `from ${dateTime(from, zone)}` : ''} ${to ? `to ${dateTime(to, zone)}` : ''}`.trim()
          : 'all'}
      </dd>
      <dt>Languages</dt>
      <dd>{list(request.languages)}</dd>
      <dt>Bots</dt>
      <dd>{list(request.bots)}</dd>
      {request.channels.length > 0 && (
        <>
          <dt>Channels</dt>
          <dd>{list(request.channels)}</dd>
        </>
      )}
      {request.turns ? (
        <AskedTurns turns={request.turns} />
      ) : (
        <>
          <dt>Label</dt>
          <dd>{request.label === 'gap' ? 'the gap' : 'what the human said it was about'}</dd>
        </>
      )}
      {request.quality !== 'any' && (
        <>
          <dt>Quality</dt>
          <dd>{request.quality}</dd>
        </>
      )}
      {request.intents.length > 0 && (
        <>
          <dt>Labels kept</dt>
          <dd>{list(request.intents)}</dd>
        </>
      )}
      {(request.mostPerLabel !== undefined || request.weighted) && (
        <>
          <dt>Balance</dt>
          <dd>
            {request.mostPerLabel !== undefined && `at most ${count(request.mostPerLabel)} per label`}
            {request.mostPerLabel !== undefined && request.weighted && ', '}
            {request.weighted && 'weights'}
          </dd>
        </>
      )}
      <dt>Split</dt>
      <dd>
        {split.train} / {split.validation} / {split.test} %
      </dd>
      {request.includeNonCapability && (
        <>
          <dt>Also</dt>
          <dd>policy, preference and capacity</dd>
        </>
      )}
    </>
  );
}

function AskedTurns({ turns }: { turns: NonNullable<Request['turns']> }) {
  return (
    <>
      <dt>Soon</dt>
      <dd>within {count(turns.within)} turns</dd>
      <dt>Open</dt>
      <dd>{turns.includeOpen ? 'in it, marked as censored' : 'left out'}</dd>
      <dt>Words</dt>
      <dd>{turns.words ? 'masked' : 'none'}</dd>
      <dt>Hours in</dt>
      <dd>{turns.zone}</dd>
      <dt>Tested</dt>
      <dd>{turns.splitBy === 'time' ? 'the latest' : 'customers drawn by lot'}</dd>
      <dt>At most</dt>
      <dd>{count(turns.mostConversations)} conversations</dd>
    </>
  );
}
