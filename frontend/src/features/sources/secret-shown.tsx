import { Button, Modal } from '@mantine/core';
import { CopyBox } from '../../components/copy-box';
import css from './sources.module.css';

interface SecretShownProps {
  secret: string;
  hook: string | null;
  onClose: () => void;
}

/** A secret that was made here: shown this once. */
export function SecretShown({ secret, hook, onClose }: SecretShownProps) {
  return (
    <Modal opened onClose={onClose} title="The secret" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={css.stack}>
        {hook && (
          <>
            <p className={css.line}>The vendor delivers to</p>
            <CopyBox text={hook} label="The address for its deliveries" />
          </>
        )}
        <p className={css.line}>and signs with this secret. Keep it now: it is not shown again.</p>
        <CopyBox text={secret} label="The secret" />
        <div className={css.actions}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Modal>
  );
}
