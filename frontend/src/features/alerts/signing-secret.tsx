import { Button } from '@mantine/core';
import { CopyBox } from '../../components/copy-box';
import css from './alerts.module.css';

/** A secret that is shown once. */
export function SigningSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className={css.form}>
      <p className={css.words}>
        Messages are signed with this secret (Standard Webhooks, HMAC-SHA256). Keep it now: it is not shown
        again.
      </p>
      <CopyBox text={secret} label="The signing secret" />
      <div className={css.actions}>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}
