import type { Answer } from '../../lib/api';
import { count, percent } from '../../lib/format';
import css from './datasets.module.css';
import { Distribution } from './distribution';

export type Counts = Answer<'POST /api/datasets/preview'>['counts'];

const splits = ['train', 'validation', 'test'] as const;
const leftOut: Record<keyof Counts['leftOut'], string> = {
  duplicates: 'said already, word for word',
  nearDuplicates: 'said already, in nearly the same words',
  otherIntents: 'of other intents',
  rejected: 'no training data, as reviewed',
  lowQuality: 'not sure enough of their label',
  beyondMost: 'beyond the most per label',
  withoutLabel: 'without a label',
  withoutText: 'without text',
  nonCapability: 'handed over by policy, preference or capacity',
  suspectInjection: 'look like an attempt to steer a model',
  withoutConsent: 'without consent to training',
};

/** How many examples, in which parts, with which labels, and what was left out and why. */
export function DatasetCounts({ counts }: { counts: Counts }) {
  const out = (Object.keys(leftOut) as (keyof Counts['leftOut'])[]).filter(
    (name) => counts.leftOut[name] > 0,
  );
  return (
    <>
      <div className={css.tiles}>
        <Tile name="Examples" value={counts.examples} />
        {splits.map((split) => (
          <Tile
            key={split}
            name={split}
            value={counts[split]}
            share={counts.examples > 0 ? counts[split] / counts.examples : null}
          />
        ))}
      </div>
      <Distribution
        title="Labels"
        items={counts.labels.map(({ label, count: n }) => ({ name: label, count: n }))}
      />
      <Distribution
        title="Languages"
        items={counts.languages.map(({ language, count: n }) => ({ name: language, count: n }))}
      />
      <Distribution title="Gaps" items={counts.gaps.map(({ name, count: n }) => ({ name, count: n }))} />
      {out.length > 0 && (
        <div>
          <h3 className={css.sub}>Left out</h3>
          <ul className={css.plain}>
            {out.map((name) => (
              <li key={name}>
                {count(counts.leftOut[name])} {leftOut[name]}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Tile({ name, value, share = null }: { name: string; value: number; share?: number | null }) {
  return (
    <div className={css.tile}>
      <div className={css.tileName}>{name}</div>
      <div className={css.tileValue}>{count(value)}</div>
      {share !== null && <div className={css.soft}>{percent(share)}</div>}
    </div>
  );
}
