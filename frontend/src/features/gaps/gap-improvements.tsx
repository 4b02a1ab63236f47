import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSearch } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Panel } from '../../components/panel';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { ImprovementCard } from '../improvements/improvement-card';
import { ProposeForm } from '../improvements/propose-form';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

/** What is being done so that the gap closes. */
export function GapImprovements({ gap }: { gap: Gap }) {
  const search = new URLSearchParams(useSearch());
  const dataset = search.get('dataset') ?? undefined;
  const [proposing, setProposing] = useState(search.has('propose'));
  const may = useMay(trainers);
  const improvements = useRoute('GET /api/improvements', { query: { gap: gap.id } });
  return (
    <>
      {proposing && may && <ProposeForm gap={gap} dataset={dataset} onClose={() => setProposing(false)} />}
      <Panel
        title="What is done about it?"
        aside={
          may && (
            <Button size="xs" variant="default" onClick={() => setProposing(true)}>
              Propose
            </Button>
          )
        }
        query={improvements}
        height={60}
        isEmpty={(list) => list.length === 0}
        empty={<p className={css.soft}>Nothing yet.</p>}
      >
        {(list) => (
          <ul className={css.plain}>
            {list.map((improvement) => (
              <li key={improvement.id}>
                <ImprovementCard improvement={improvement} onGap />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
