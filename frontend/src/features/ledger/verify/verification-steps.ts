/** A thing that was put into a check or came out of it, as it can be read and recomputed by hand. */
export interface StepPart {
  name: string;
  text: string;
}
export type StepResult = 'ok' | 'failed' | 'unsupported' | 'waiting';
export interface VerifiedStep {
  name: 'leaf' | 'path' | 'checkpoint' | 'signature' | 'ownKey' | 'older' | 'newer' | 'history';
  result: StepResult;
  /** What was compared, in words. */
  detail: string;
  parts: StepPart[];
}
export interface Verification {
  ok: boolean;
  /** Nothing contradicts, but something could not be checked: no checkpoint yet, or no Ed25519 in this browser. */
  partial: boolean;
  steps: VerifiedStep[];
}

export function summarise(steps: VerifiedStep[]): Verification {
  return {
    ok: steps.every((step) => step.result === 'ok'),
    partial: steps.every((step) => step.result !== 'failed') && steps.some((step) => step.result !== 'ok'),
    steps,
  };
}

/** So that a row fits beside another panel. */
const bytesPerRow = 8;

/** `0008  7b 22 61 …  {"a…`: offset, eight bytes, and those of them that are printable. */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerRow) {
    const row = Array.from(bytes.subarray(at, at + bytesPerRow));
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(3 * bytesPerRow - 1)}  ${text}`);
  }
  return rows.join('\n');
}
