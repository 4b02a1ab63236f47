import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count, counted } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import type { Gap } from './gap-words';
import css from './gaps.module.css';
import { type LineageDrawing, prepareLineage } from './prepare-lineage';

const eventWords: Record<Gap['lineage'][number]['event'], string> = {
  new: 'Found',
  continued: 'Continued',
  split: 'Split',
  merged: 'Merged',
  retired: 'Retired',
  moved: 'Escalations moved',
  accepted: 'Examples accepted',
  rejected: 'Examples rejected',
  labelled: 'Examples reviewed',
  withheld: 'Reviewed: no training data',
  undone: 'Decision taken back',
  named: 'Named',
  dismissed: 'Dismissed',
  restored: 'Restored',
};

/** Where the gap came from and what became of it, drawn and in words. */
export function Lineage({ gap }: { gap: Gap }) {
  const drawing = prepareLineage(gap);
  const { carried } = useFilters();
  const names = new Map(drawing.rows.map((row) => [row.gap, row.name]));
  return (
    <Section
      title="What became of it?"
      subtitle={`${counted(gap.ageDays, 'day', 'days')} old, ${counted(gap.lineage.length, 'step', 'steps')}`}
    >
      {drawing.rows.length > 1 && <Drawing drawing={drawing} own={gap.id} carried={carried} />}
      {drawing.notDrawn > 0 && (
        <p className={css.soft}>
          {counted(drawing.notDrawn, 'more gap shares', 'more gaps share')} fewer escalations with it than
          these.
        </p>
      )}
      <ol className={css.plain}>
        {gap.lineage.map(({ at, event, detail, parents, children }) => (
          <li key={`${at} ${event} ${detail}`}>
            {eventWords[event]} <TimeText at={at} />
            <span className={css.under}>{detail}</span>
            <Kin words="from" passages={parents} names={names} carried={carried} />
            <Kin words="to" passages={children} names={names} carried={carried} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

interface KinProps {
  words: string;
  passages: Gap['lineage'][number]['parents'];
  names: ReadonlyMap<string, string>;
  carried: string;
}

function Kin({ words, passages, names, carried }: KinProps) {
  if (passages.length === 0) return null;
  return (
    <span className={css.under}>
      {words}{' '}
      {passages.map(({ id, shared }, i) => (
        <span key={id}>
          {i > 0 && ', '}
          <Link href={`/gaps/${id}${carried}`}>{names.get(id) ?? id}</Link> ({count(shared)})
        </span>
      ))}
    </span>
  );
}

interface DrawingProps {
  drawing: LineageDrawing;
  own: string;
  carried: string;
}

function Drawing({ drawing: { nodes, edges, rows, width, height }, own, carried }: DrawingProps) {
  return (
    <div className={css.lineage}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Lineage of ${rows.length} gaps, the steps are listed below`}
      >
        {edges.map(({ key, from, to, width: stroke, words }) => (
          <path
            key={key}
            className={css.descent}
            strokeWidth={stroke}
            d={`M${from.x},${from.y} C${(from.x + to.x) / 2},${from.y} ${(from.x + to.x) / 2},${to.y} ${to.x},${to.y}`}
          >
            <title>{words}</title>
          </path>
        ))}
        {nodes.map((node) => (
          <circle
            key={node.key}
            cx={node.x}
            cy={node.y}
            r={node.radius}
            className={node.gap === own ? css.ownNode : css.kinNode}
            data-event={node.event}
          >
            <title>{`${node.name}: ${eventWords[node.event].toLowerCase()}, ${count(node.size)} escalations`}</title>
          </circle>
        ))}
      </svg>
      <ul className={css.lineageNames} style={{ height }}>
        {rows.map(({ gap, name, y }) => (
          <li key={gap} style={{ top: y - 9 }}>
            {gap === own ? 'this gap' : <Link href={`/gaps/${gap}${carried}`}>{name}</Link>}
          </li>
        ))}
      </ul>
    </div>
  );
}
