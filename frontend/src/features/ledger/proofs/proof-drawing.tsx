import css from '../ledger.module.css';
import type { InclusionCheck } from '../verify/verify-proof';

interface ProofDrawingProps {
  leafHash: string;
  check: InclusionCheck;
}

/** The path step by step: the node so far and its sibling, in tree order, give the node above. */
export function ProofDrawing({ leafHash, check }: ProofDrawingProps) {
  if (check.steps.length === 0)
    return (
      <p className={css.soft}>
        {check.ok ? 'The leaf is the root: the ledger had one entry.' : check.reason}
      </p>
    );
  const nodes = [leafHash, ...check.steps.map((step) => step.node)];
  return (
    <ol className={css.proof} aria-label="Inclusion proof, from the leaf up">
      {check.steps.map((step, i) => {
        const own = <Node key="own" hash={nodes[i] ?? ''} name={i === 0 ? 'leaf' : 'node so far'} own />;
        const sibling = <Node key="sibling" hash={step.sibling} name="sibling" />;
        return (
          <li key={step.node} className={css.hop}>
            <span className={css.level}>{i + 1}</span>
            {step.side === 'left' ? sibling : own}
            <span className={css.plus} aria-hidden="true">
              ‖
            </span>
            {step.side === 'left' ? own : sibling}
          </li>
        );
      })}
      <li className={css.hop}>
        <span className={css.level}>root</span>
        <Node hash={check.root ?? ''} name="root" own />
      </li>
    </ol>
  );
}

function Node({ hash, name, own = false }: { hash: string; name: string; own?: boolean }) {
  return (
    <code className={`${css.node} ${own ? css.reached : css.sibling}`} title={hash}>
      <span className="unseen">{name} </span>
      {hash}
    </code>
  );
}
