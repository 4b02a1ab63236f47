import css from './step-line.module.css';

/** Where one is on a way of several steps. */
export function StepLine({ names, current }: { names: readonly string[]; current: number }) {
  return (
    <ol className={css.line} aria-label="Steps">
      {names.map((name, i) => (
        <li
          key={name}
          className={i < current ? css.done : undefined}
          aria-current={i === current ? 'step' : undefined}
        >
          <span className={css.number}>{i + 1}</span> {name}
        </li>
      ))}
    </ol>
  );
}
