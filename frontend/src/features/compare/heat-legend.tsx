import { shadeNames } from '../../charts/heat';
import classes from './grid.module.css';

/** The scale with its ends; nothing where nothing is shaded. */
export function HeatLegend({ least, most }: { least: string; most: string }) {
  if (!least) return <p className={classes.legend}>Too few rows in each cell to shade them.</p>;
  return (
    <p className={classes.legend}>
      <span>{least}</span>
      {shadeNames.map((shade) => (
        <span key={shade} className={classes.shade} data-shade={shade} aria-hidden />
      ))}
      <span>{most}</span>
      <span className={classes.aside}>Not shaded: too few to compare</span>
    </p>
  );
}
