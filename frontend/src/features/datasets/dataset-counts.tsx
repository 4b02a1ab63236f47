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
  stillOpen: 'still open',
  erased: 'erased',
  neverTold: 'of sources that never tell of a handoff',
};
/** Of a dataset of turns they are conversations. */
const leftOutOfTurns = {
  ...leftOut,
  withoutText: 'without a turn',
  beyondMost: 'beyond the most conversations',
};

/** How many examples, in which parts, with which labels, and what was left out and why. */
export function DatasetCounts({ counts }: { counts: Counts }) {
  const out = (Object.keys(leftOut) as (keyof Counts['leftOut'])[]).filter(
    (name) => counts.leftOut[name] > 0,
  );
  const reasons = counts.turns ? leftOutOfTurns : leftOut;
  return (
    <>
      <div className={css.tiles}>
        <Tile name={counts.turns ? 'Turns' : 'Examples'} value={counts.examples} />
        {counts.turns && <Tile name="Conversations" value={counts.turns.conversations} />}
        {splits.map((split) => (
          <Tile
            key={split}
            name={split}
            value={counts[split]}
            share={counts.examples > 0 ? counts[split] / counts.examples : null}
          />
        ))}
      </div>
      {counts.turns && <BaseRates turns={counts.turns} />}
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
          <h3 className={css.sub}>{counts.turns ? 'Conversations left out' : 'Left out'}</h3>
          <ul className={css.plain}>
            {out.map((name) => (
              <li key={name}>
                {count(counts.leftOut[name])} {reasons[name]}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What a model has to beat, turn by turn. */
function BaseRates({ turns: { byTurn } }: { turns: NonNullable<Counts['turns']> }) {
  const last = byTurn.at(-1)?.turn;
  const rate = (part: number, all: number): string => (all === 0 ? '–' : percent(part / all));
  if (byTurn.length === 0) return null;
  return (
    <table className={css.rates}>
      <caption>How often a turn leads to an escalation</caption>
      <thead>
        <tr>
          <th scope="col">Turn</th>
          <th scope="col">Turns</th>
          <th scope="col">In the end</th>
          <th scope="col">Soon</th>
        </tr>
      </thead>
      <tbody>
        {byTurn.map(({ turn, examples, escalated, within }) => (
          <tr key={turn}>
            <th scope="row">{turn === last && turn >= lastPlace ? `${turn} and later` : turn}</th>
            <td>{count(examples)}</td>
            <td>{rate(escalated, examples)}</td>
            <td>{rate(within, examples)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
/** From it on the service counts turns as one. */
const lastPlace = 12;

function Tile({ name, value, share = null }: { name: string; value: number; share?: number | null }) {
  return (
    <div className={css.tile}>
      <div className={css.tileName}>{name}</div>
      <div className={css.tileValue}>{count(value)}</div>
      {share !== null && <div className={css.soft}>{percent(share)}</div>}
    </div>
  );
}
