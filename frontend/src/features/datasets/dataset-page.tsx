import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from 'wouter';
import { auditors, trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { Changes } from './changes';
import { DatasetCounts } from './dataset-counts';
import css from './datasets.module.css';
import { Downloads } from './downloads';
import { Manifest } from './manifest';
import { SampleTable } from './sample-table';

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
      questionLines={1}
      aside={
        <>
          {dataset.data && <Proposal dataset={dataset.data} />}
          <Link href="/datasets">All datasets</Link>
        </>
      }
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
              <Downloads dataset={found} />
              <Changes dataset={found} />
              <Manifest dataset={found} />
            </div>
          </div>
        )}
      </Answered>
    </Page>
  );
}

/** What is taught from one gap is proposed there. */
function Proposal({ dataset: { id, manifest } }: { dataset: Answer<'GET /api/datasets/:id'> }) {
  const may = useMay(trainers);
  const [gap, ...others] = manifest.counts.gaps;
  if (!may || !gap || others.length > 0) return null;
  return (
    <Button component={Link} href={`/gaps/${gap.id}?propose&dataset=${id}`} variant="default">
      Propose an improvement
    </Button>
  );
}
