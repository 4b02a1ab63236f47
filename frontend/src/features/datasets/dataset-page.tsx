import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link, useParams, useSearch } from 'wouter';
import { auditors, trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { type Answer, address } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { CopyLine } from '../ledger/copy-line';
import { DatasetCounts } from './dataset-counts';
import css from './datasets.module.css';
import { Manifest } from './manifest';
import { SampleTable } from './sample-table';

type Dataset = Answer<'GET /api/datasets/:id'>;

/** One version: what is in it, what it was made from, and how to take it along. */
export default function DatasetPage() {
  const { id = '' } = useParams<{ id: string }>();
  const existed = new URLSearchParams(useSearch()).get('existed') === 'yes';
  const dataset = useRoute('GET /api/datasets/:id', { params: { id } });
  const mayOpen = useMay(auditors);
  return (
    <Page
      title={dataset.data ? `${dataset.data.name} v${dataset.data.version}` : 'Dataset'}
      question={
        dataset.data && (
          <>
            Built <TimeText at={dataset.data.builtAt} /> by {dataset.data.builtBy}
          </>
        )
      }
      aside={<Link href="/datasets">All datasets</Link>}
    >
      {existed && (
        <p className={css.existed} role="status">
          The same request over the same facts was built before: this is that version, byte for byte.
        </p>
      )}
      <Answered query={dataset} height={520}>
        {(found) => (
          <div className={css.builder}>
            <div className={css.stack}>
              <Section title="What is in it?">
                <div className={css.stack}>
                  {found.withdrawn > 0 && (
                    <p className={css.existed} role="status">
                      {count(found.withdrawn)} examples are given out no more: consent to training was taken
                      back since this version was built. Digests of downloads differ from the manifest’s.
                    </p>
                  )}
                  <DatasetCounts counts={found.manifest.counts} />
                </div>
              </Section>
              <Section title="What does it look like?" subtitle="Personal data is masked" flush>
                <SampleTable rows={found.sample} linked={mayOpen} />
              </Section>
            </div>
            <div className={css.stack}>
              <Download dataset={found} />
              <Manifest dataset={found} />
            </div>
          </div>
        )}
      </Answered>
    </Page>
  );
}

const mayDownload = [...new Set([...trainers, ...auditors])];

function Download({ dataset }: { dataset: Dataset }) {
  const may = useMay(mayDownload);
  const link = (format: 'jsonl' | 'arrow'): string =>
    address('GET /api/datasets/:id/download', { params: { id: dataset.id }, query: { format } });
  const bytes = (format: string): string => {
    const size = dataset.manifest.files.find((file) => file.format === format)?.bytes;
    return size === undefined ? '' : ` ${count(Math.ceil(size / 1000))} kB`;
  };
  return (
    <Section title="How do I get it?" subtitle="Each download is recorded in the ledger">
      {may ? (
        <div className={css.stack}>
          <div className={css.downloads}>
            {(['jsonl', 'arrow'] as const).map((format) => (
              <Button
                key={format}
                component="a"
                href={link(format)}
                download
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
              >
                {format === 'jsonl' ? 'JSON Lines' : 'Arrow'}
                {bytes(format)}
              </Button>
            ))}
          </div>
          <CopyLine
            label="curl"
            text={`curl -fH "authorization: Bearer $BATON_API_KEY" -o ${dataset.id}.jsonl "${location.origin}${link('jsonl')}"`}
          />
          <CopyLine
            label="baton"
            text={`npx baton export ${dataset.id} --format arrow --out ${dataset.id}.arrow`}
          />
        </div>
      ) : (
        <NoPermission needs="trainer, auditor or administrator" />
      )}
    </Section>
  );
}
