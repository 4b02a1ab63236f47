import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { admins } from '../../../../backend/src/contract/roles.js';
import { CopyBox } from '../../components/copy-box';
import { Page } from '../../components/page';
import { useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useNow } from '../../lib/use-now';
import { Arrivals } from './arrivals';
import { curlLine, firstEvents, importLine } from './first-events';
import classes from './first-run.module.css';

type Way = 'http' | 'files' | 'webhook';

const ways: { value: Way; label: string }[] = [
  { value: 'http', label: 'Events over HTTP' },
  { value: 'files', label: 'Log files' },
  { value: 'webhook', label: 'A vendor’s webhook' },
];

const hints: Record<Way, string> = {
  http: 'Any system that can send JSON: CloudEvents 1.0, one, a batch, or one per line. The line below sends a first conversation with a handoff.',
  files:
    'Logs of Genesys, Amazon Connect, Rasa, Twilio, Intercom, Zendesk, LLM agents and others as their vendors write them, vCons, or any CSV.',
  webhook:
    'The vendor delivers each record as it happens, signed. Baton gives the address and, where the vendor has none, the secret.',
};

/** From nothing to the first event in three steps. */
export default function FirstRunPage() {
  const [way, setWay] = useState<Way>('http');
  const [key, setKey] = useState<string | null>(null);
  return (
    <Page title="Connect a source" question="Three steps from nothing to the first handoff on the screen.">
      <ol className={classes.steps}>
        <Step number={1} title="Choose how events reach Baton">
          <SegmentedControl
            data={ways}
            value={way}
            onChange={(value) => setWay(value as Way)}
            className={classes.ways}
            aria-label="How events reach Baton"
          />
          <p className={classes.words}>{hints[way]}</p>
        </Step>
        {way === 'http' && (
          <Step number={2} title="Run this line">
            <KeyMaker apiKey={key} onMade={setKey} />
            <FirstEvents apiKey={key ?? 'YOUR_API_KEY'} />
          </Step>
        )}
        {way === 'files' && (
          <Step number={2} title="Drop them, or read them where they lie">
            <Onward to="/imports" name="Import files">
              In the browser you see what they hold, and what can be measured from it, before anything is
              kept.
            </Onward>
            <KeyMaker apiKey={key} onMade={setKey} />
            <CopyBox
              text={importLine(window.location.origin, key ?? 'YOUR_API_KEY')}
              label="The line to run"
            />
          </Step>
        )}
        {way === 'webhook' && (
          <Step number={2} title="Say how the vendor signs">
            <Onward to="/sources?new" name="Set up a source">
              A name, the vendor’s format, and its signature.
            </Onward>
          </Step>
        )}
        <Step number={3} title="Watch the first event arrive">
          <Arrivals />
        </Step>
      </ol>
      <p className={classes.words}>
        Only looking? Stop Baton and run <code>npm run demo</code>: it fills an instance of its own with a
        sample contact centre of 20,000 conversations over 90 days.
      </p>
    </Page>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <li className={classes.step}>
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <div className={classes.body}>
        <h2 className={classes.title}>{title}</h2>
        {children}
      </div>
    </li>
  );
}

function FirstEvents({ apiKey }: { apiKey: string }) {
  const now = useNow();
  const [started] = useState(now);
  const events = firstEvents(started, `first-${Math.floor(started / 60_000)}`);
  return <CopyBox text={curlLine(window.location.origin, apiKey, events)} label="The line to run" />;
}

/** A page on which an administrator goes on. */
function Onward({ to, name, children }: { to: string; name: string; children: React.ReactNode }) {
  const may = useMay(admins);
  return (
    <div className={classes.key}>
      {may && (
        <Button component={Link} href={to}>
          {name}
        </Button>
      )}
      <span className={classes.words}>
        {children}
        {!may && ' It needs an administrator.'}
      </span>
    </div>
  );
}

interface KeyMakerProps {
  apiKey: string | null;
  onMade: (key: string) => void;
}

/** A key that may send events and nothing else; it is shown in the line, once. */
function KeyMaker({ apiKey, onMade }: KeyMakerProps) {
  const isAdmin = useMay(admins);
  const create = useSend('POST /api/keys', ['GET /api/keys']);
  if (apiKey) {
    return (
      <p className={classes.words}>
        The line holds a new key that may only send events. It is shown this once: keep it now.
      </p>
    );
  }
  if (!isAdmin) {
    return (
      <p className={classes.words}>
        It needs an API key that may send events. Ask an administrator for one, or for the command{' '}
        <code>npx baton key create --role ingest</code>.
      </p>
    );
  }
  const make = () =>
    create.mutate(
      { body: { name: 'First source', role: 'ingest' } },
      { onSuccess: (created) => onMade(created.key) },
    );
  return (
    <div className={classes.key}>
      <Button onClick={make} loading={create.isPending}>
        Create a key for it
      </Button>
      <span className={classes.words}>
        {create.error
          ? create.error.title
          : 'It may send events and read nothing. You can revoke it in Settings.'}
      </span>
    </div>
  );
}
