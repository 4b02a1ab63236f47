import { Button } from '@mantine/core';
import { useState } from 'react';
import { admins } from '../../../../backend/src/contract/roles.js';
import { CopyBox } from '../../components/copy-box';
import { Answered, Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { ConnectionForm } from './connection-form';
import { SecretShown } from './secret-shown';
import { type Connection, formatWords, signatureWords } from './source-words';
import css from './sources.module.css';
import { TryDelivery } from './try-delivery';

const touched = ['GET /api/connections', 'GET /api/sources/:name', 'GET /api/sources'] as const;

/** How it is read, and how its deliveries are taken. */
export function ConnectionPanel({ name }: { name: string }) {
  const connections = useRoute('GET /api/connections', {});
  const may = useMay(admins);
  const [adding, setAdding] = useState(false);
  return (
    <Section title="How is it read?">
      <Answered query={connections} height={72}>
        {(data) => {
          const connection = data.find((one) => one.name === name);
          return connection ? (
            <Connected connection={connection} may={may} />
          ) : (
            <div className={css.between}>
              <p className={css.line}>
                It sends events, or files are imported for it. Set it up to take a vendor’s webhook under this
                name.
              </p>
              {may && (
                <Button variant="default" onClick={() => setAdding(true)}>
                  Set it up
                </Button>
              )}
            </div>
          );
        }}
      </Answered>
      {adding && <ConnectionForm name={name} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Connected({ connection, may }: { connection: Connection; may: boolean }) {
  const { name, format, signature, hook, oldSecretUntil, paused } = connection;
  const params = { name };
  const change = useSend('PATCH /api/connections/:name', touched);
  const rotate = useSend('POST /api/connections/:name/secret', touched);
  const [open, setOpen] = useState<'form' | 'trial'>();
  const failed = change.error ?? rotate.error;
  return (
    <div className={css.stack}>
      <div className={css.between}>
        <p className={css.line}>
          As <b>{formatWords[format]}</b>
          {signature ? (
            <>
              , delivered by webhook, signed by <b>{signatureWords[signature.kind]}</b>
            </>
          ) : (
            ', from files; it takes no deliveries'
          )}
          .{paused && <span className={css.warn}> Paused: vendors are told to come again.</span>}
          {oldSecretUntil && (
            <span className={css.soft}>
              {' '}
              The secret before is good until <TimeText at={oldSecretUntil} />.
            </span>
          )}
        </p>
        {may && (
          <span className={css.buttons}>
            <Button variant="default" onClick={() => setOpen('form')}>
              Change
            </Button>
            {signature && (
              <>
                <Button variant="default" onClick={() => setOpen('trial')}>
                  Try a delivery
                </Button>
                <Button
                  variant="default"
                  loading={rotate.isPending}
                  onClick={() => rotate.mutate({ params, body: {} })}
                >
                  New secret
                </Button>
                <Button
                  variant="default"
                  loading={change.isPending}
                  onClick={() => change.mutate({ params, body: { paused: !paused } })}
                >
                  {paused ? 'Resume' : 'Pause'}
                </Button>
              </>
            )}
          </span>
        )}
      </div>
      {hook && <CopyBox text={hook} label="The address for its deliveries" />}
      {failed && (
        <p role="alert" className={css.bad}>
          Not changed: {failed.message}
        </p>
      )}
      {open === 'form' && <ConnectionForm connection={connection} onClose={() => setOpen(undefined)} />}
      {open === 'trial' && <TryDelivery name={name} onClose={() => setOpen(undefined)} />}
      {rotate.data?.secret && <SecretShown secret={rotate.data.secret} hook={null} onClose={rotate.reset} />}
    </div>
  );
}
