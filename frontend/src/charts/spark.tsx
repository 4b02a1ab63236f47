import { prepareSpark } from './prepare-spark';

interface SparkProps {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
  /** What it shows, in words. */
  label: string;
}

/** A line without axes, for tiles and lists. */
export function Spark({ values, width = 120, height = 28, label }: SparkProps) {
  const { path, dots, end } = prepareSpark(values, width, height);
  // The last value may be one without a neighbour.
  const marks = new Map([...dots, ...(end ? [end] : [])].map((dot) => [`${dot.x} ${dot.y}`, dot]));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth={1.5} strokeLinejoin="round" />
      {[...marks].map(([place, { x, y }]) => (
        <circle key={place} cx={x} cy={y} r={1.8} fill="var(--accent)" />
      ))}
    </svg>
  );
}
