import { type Clock, loadConfig } from '../../backend/src/config.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { Database } from '../../backend/src/db/database.js';
import { DataKeys } from '../../backend/src/ledger/data-keys.store.js';
import { Keyring } from '../../backend/src/ledger/keyring.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { Standing } from '../../backend/src/ledger/standing.js';
import { TreeStore } from '../../backend/src/ledger/tree.store.js';
import { VerifyService } from '../../backend/src/ledger/verify.service.js';
import { VerifyStore } from '../../backend/src/ledger/verify.store.js';

const secret = (letter: string) => Buffer.alloc(32, letter).toString('base64');
export const testSecrets = JSON.stringify({ kek: secret('k'), pepper: secret('p'), seed: secret('s') });

/** The ledger's parts on a database, as one process has them. */
export function openLedger(database: Database, secrets = testSecrets, clock: Clock = Date.now) {
  const keyring = new Keyring(secrets);
  const keys = new DataKeys(keyring);
  const standing = new Standing();
  const ledger = new LedgerStore(database, keyring, keys, clock, standing);
  const config = loadConfig({ BATON_LOG_LEVEL: 'silent', BATON_ORIGIN: 'ledger.example.com/test' });
  const sequencer = new SequencerService(database, keyring, config, clock, standing);
  const tree = new TreeStore(database);
  const verify = new VerifyService(new VerifyStore(database), sequencer, keyring, keys, clock);
  return { keyring, keys, ledger, sequencer, standing, tree, verify };
}

/** A turn of a conversation, with words. */
export const turn = (id: string, text = `words of ${id}`, more: Partial<CloudEvent> = {}): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'web',
  type: 'turn.recorded',
  subject: `conversation-${id.split('-')[0]}`,
  time: '2026-03-02T08:00:00.123456Z',
  data: {
    role: 'customer',
    text,
    intent: 'address_change',
    confidence: 0.61234,
    extra: { deep: { value: [1, 2] } },
  },
  ...more,
});
