import { Button, Checkbox } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { counted, percent } from '../../lib/format';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { useKeys } from '../handoffs/use-keys';
import { useRowKeys } from '../handoffs/use-row-keys';
import { GapPicker } from './gap-picker';
import type { Gap } from './gap-words';
import css from './gaps.module.css';
import { type Decide, useDecide } from './use-decide';
import { type Selection, useSelection } from './use-selection';

const first = 6;

/** What customers say, the most typical first; a trainer says what belongs here and what does not. */
export function Examples({ gap }: { gap: Gap }) {
  const [all, setAll] = useState(false);
  const shown = all ? gap.examples : gap.examples.slice(0, first);
  const may = useMay(trainers);
  const selection = useSelection(shown.map(({ handoffKey }) => handoffKey));
  const list = useRef<HTMLOListElement>(null);
  useRowKeys(list, shown.length, () => undefined);
  return (
    <Section
      title="What do customers say?"
      subtitle={
        may
          ? 'The most typical first. j and k move, x chooses, a accepts, r rejects, s splits off'
          : 'The most typical first; personal data is masked'
      }
      flush
    >
      {gap.examples.length === 0 ? (
        <Empty title="No words to show">
          The escalations of this gap came without text, or it was erased.
        </Empty>
      ) : (
        <ol className={css.examples} ref={list}>
          {shown.map((example, index) => (
            <Example key={example.handoffKey} example={example} index={index} selection={may && selection} />
          ))}
        </ol>
      )}
      {may && gap.examples.length > 0 && <ExampleActions gap={gap} selection={selection} />}
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

interface ExampleProps {
  example: Gap['examples'][number];
  index: number;
  /** False: nobody may choose. */
  selection: Selection | false;
}

function Example({ example, index, selection }: ExampleProps) {
  const { carried } = useFilters();
  const { handoffKey, botIntent, confidence, failedCode, resolvedIntent } = example;
  return (
    <li className={css.example} data-index={index} data-key={handoffKey}>
      {selection && (
        <Checkbox
          aria-label={`Choose: ${example.text}`}
          checked={selection.has(handoffKey)}
          onChange={() => selection.flip(handoffKey)}
        />
      )}
      <div>
        <p className={css.words}>{example.text}</p>
        <p className={css.exampleFacts}>
          <span>
            bot: {botIntent ?? 'no intent'}
            {confidence !== null && `, ${percent(confidence, 0)} sure`}
          </span>
          {failedCode && <span className={css.bad}>failed: {failedCode}</span>}
          <span>human: {resolvedIntent ?? 'not reported'}</span>
          {example.language && <span>{example.language}</span>}
          {example.alsoIn.map(({ id, name }) => (
            <Link key={id} href={`/gaps/${id}${carried}`}>
              also in {name}
            </Link>
          ))}
          <TimeText at={example.at} />
          <Link data-row-link href={`/handoffs/${handoffKey}${carried}`}>
            Open handoff
          </Link>
        </p>
      </div>
    </li>
  );
}

const focusedKey = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;

/** What is done with the chosen examples; by key also with the one that has the focus. */
function ExampleActions({ gap, selection }: { gap: Gap; selection: Selection }) {
  const decide = useDecide(gap);
  const { chosen } = selection;
  const apply = async (work: (handoffs: readonly string[]) => ReturnType<Decide['split']>) => {
    const focused = focusedKey();
    const handoffs = chosen.length > 0 ? chosen : focused ? [focused] : [];
    if (handoffs.length > 0 && !decide.pending && (await work(handoffs))) selection.clear();
  };
  const acts = [
    {
      key: 'a',
      label: 'Belongs here',
      act: () => void apply((handoffs) => decide.judge('accepted', handoffs)),
    },
    { key: 'r', label: 'Does not', act: () => void apply((handoffs) => decide.judge('rejected', handoffs)) },
    { key: 's', label: 'Split off', act: () => void apply(decide.split) },
  ];
  useKeys({
    x: () => {
      const key = focusedKey();
      if (key) selection.flip(key);
    },
    ...Object.fromEntries(acts.map(({ key, act }) => [key, act])),
  });
  if (chosen.length === 0 && !decide.failure) return null;
  return (
    <div className={css.bar}>
      <span className={css.soft}>{counted(chosen.length, 'example', 'examples')} chosen</span>
      {acts.map(({ key, label, act }) => (
        <Button key={key} size="xs" variant="default" disabled={decide.pending} onClick={act}>
          {label}
        </Button>
      ))}
      <GapPicker
        gap={gap}
        target={(open) => (
          <Button size="xs" variant="default" onClick={open}>
            Move to …
          </Button>
        )}
        label="Move them to"
        description="They stay there, whatever the next run finds. It can be taken back."
        action="Move"
        failure={decide.failure}
        pending={decide.pending}
        choose={async (other) => {
          const moved = await decide.moveTo(other, chosen);
          if (moved) selection.clear();
          return moved !== null;
        }}
      />
      {decide.failure && (
        <span role="alert" className={css.bad}>
          {decide.failure}
        </span>
      )}
    </div>
  );
}
