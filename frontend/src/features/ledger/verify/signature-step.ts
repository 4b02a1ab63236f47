import { toHex, utf8 } from './bytes';
import { checkSignatures, type Note, type NoteCheck, readKey, type SignatureLine } from './check-note';
import { hexDump, type StepPart, type StepResult, type VerifiedStep } from './verification-steps';

const results: Record<NoteCheck['verdict'], StepResult> = {
  valid: 'ok',
  invalid: 'failed',
  unsupported: 'unsupported',
};
const lineWords: Record<SignatureLine['result'], string> = {
  valid: 'holds',
  invalid: 'does not hold',
  unsupported: 'not checked: this browser has no Ed25519',
  unknown: 'by a key that is not among these; says nothing here',
};

/** Whether one of the log's keys signed the checkpoint; every key is tried on every line. */
export async function signatureStep(
  name: VerifiedStep['name'],
  note: Note | null,
  vkeys: readonly string[],
): Promise<VerifiedStep> {
  if (!note)
    return {
      name,
      result: 'failed',
      detail: 'The checkpoint cannot be read: it is not in the strict form',
      parts: [],
    };
  const check = await checkSignatures(note, vkeys);
  return {
    name,
    result: results[check.verdict],
    detail: detailOf(check),
    parts: partsOf(note, vkeys, check),
  };
}

function detailOf({ verdict, lines }: NoteCheck): string {
  if (verdict === 'unsupported') return 'This browser cannot check Ed25519; everything else was checked';
  const by = (result: SignatureLine['result']) =>
    lines.filter((line) => line.result === result).map((line) => line.keyId);
  if (verdict === 'valid') {
    const keys = by('valid');
    return `Ed25519 signature by the log’s key ${keys.join(' and ')}`;
  }
  const wrong = by('invalid');
  return wrong.length > 0
    ? `The signature that claims to be by key ${wrong.join(', ')} does not hold`
    : 'No signature is by a key of the log';
}

function partsOf(note: Note, vkeys: readonly string[], { lines }: NoteCheck): StepPart[] {
  const signatures = note.signatures.map(({ name, keyId, signature }, i) => {
    const line = lines[i];
    return `${name} key ${toHex(keyId)}: ${line ? lineWords[line.result] : ''}\n${toHex(signature)}`;
  });
  return [
    { name: 'Signed bytes', text: hexDump(utf8(note.text)) },
    { name: 'Signatures', text: signatures.join('\n\n') },
    { name: vkeys.length === 1 ? 'Verifier key' : 'Verifier keys tried', text: vkeys.join('\n') || 'none' },
  ];
}

/** The same with the one key that the auditor brought: what the server states about keys plays no part in it. */
export async function ownKeyStep(note: Note | null, ownKey: string): Promise<VerifiedStep> {
  const name = 'ownKey';
  const key = await readKey(ownKey);
  if (!key)
    return {
      name,
      result: 'failed',
      detail: 'The key that you brought is no Ed25519 verifier key',
      parts: [],
    };
  const step = await signatureStep(name, note, [ownKey]);
  if (step.result === 'ok') return { ...step, detail: 'Signed by the very key that you brought' };
  if (step.result === 'unsupported' || !note) return step;
  const detail =
    note.origin === key.name
      ? `${step.detail.replace('a key of the log', 'the key that you brought')}`
      : `Your key is of ${key.name}, the checkpoint of ${note.origin}`;
  return { ...step, detail };
}
