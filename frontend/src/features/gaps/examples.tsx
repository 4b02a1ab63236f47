import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

const first = 6;

/** What customers say, the most typical first. */
export function Examples({ gap }: { gap: Gap }) {
  const [all, setAll] = useState(false);
  const shown = all ? gap.examples : gap.examples.slice(0, first);
  return (
    <Section title="What do customers say?" subtitle="The most typical first; personal data is masked" flush>
      {gap.examples.length === 0 ? (
        <Empty title="No words to show">
          The escalations of this gap came without text, or it was erased.
        </Empty>
      ) : (
        <ol className={css.examples}>
          {shown.map((example) => (
            <Example key={example.handoffKey} example={example} />
          ))}
        </ol>
      )}
      {gap.examples.length > first && (
        <div className={css.more}>
          <Button variant="subtle" color="gray" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${gap.examples.length}`}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Example({ example }: { example: Gap['examples'][number] }) {
  const { carried } = useFilters();
  const { botIntent, confidence, failedCode, resolvedIntent } = example;
  return (
    <li className={css.example}>
      <p className={css.words}>{example.text}</p>
      <p className={css.exampleFacts}>
        <span>
          bot: {botIntent ?? 'no intent'}
          {confidence !== null && `, ${percent(confidence, 0)} sure`}
        </span>
        {failedCode && <span className={css.bad}>failed: {failedCode}</span>}
        <span>human: {resolvedIntent ?? 'not reported'}</span>
        {example.language && <span>{example.language}</span>}
        <TimeText at={example.at} />
        <Link href={`/handoffs/${example.handoffKey}${carried}`}>Open handoff</Link>
      </p>
    </li>
  );
}
