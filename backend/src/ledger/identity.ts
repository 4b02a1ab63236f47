import { createHmac } from 'node:crypto';
import type { Database } from '../db/database.js';
import type { DeploymentKeys } from './deployment-keys.js';
import { registerLog } from './log.store.js';
import { makeSigner, type Signer } from './note.js';
import { Pseudonyms } from './pseudonyms.js';

/** The log's number in every key; a larger site runs several logs. */
export const logId = 1;
/** The log's name in paths. */
export const logName = 'baton';

/** Whose ledger this is, and the secrets to write and read it. */
export class Identity {
  constructor(
    readonly origin: string,
    readonly signer: Signer,
    readonly pseudonyms: Pseudonyms,
    readonly kek: Buffer,
  ) {}
}

function checkOf({ kek, pepper }: DeploymentKeys): Buffer {
  return createHmac('sha256', kek).update('baton.key-check\0').update(pepper).digest();
}

/**
 * Takes the ledger over, or begins it. The origin that a ledger began with stays: a checkpoint under another would
 * be another log's. Foreign keys are refused before they write what nobody could read.
 */
export async function openIdentity(database: Database, keys: DeploymentKeys, origin: string): Promise<Identity> {
  const wanted = { origin, vkey: makeSigner(origin, keys.seed).vkey, keyCheck: checkOf(keys) };
  const known = await registerLog(database, wanted);
  const signer = makeSigner(known.origin, keys.seed);
  if (signer.vkey !== known.vkey || !known.keyCheck.equals(wanted.keyCheck)) {
    throw new Error(
      'The ledger in this database was written with other keys. Give back its keys.json (see BATON_KEYS).',
    );
  }
  return new Identity(known.origin, signer, new Pseudonyms(keys.pepper), keys.kek);
}
