import { Button, CopyButton } from '@mantine/core';
import css from './ledger.module.css';

/** One line of text for a machine, and a way to take it along. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  return (
    <div className={css.copyLine}>
      <span className={css.soft}>{label}</span>
      <code className={css.mono}>{text}</code>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-xs" className={css.screenOnly} onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
            <span className="unseen"> {label}</span>
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
