import { Problem } from '../contract/problem.js';

/**
 * Where a list stopped: the last row's place in the order, its keys as the tie-break, and the watermark of the
 * first page, so that every page of one reading asks the same question.
 */
export interface PageCursor {
  watermarkMs: number;
  place: number;
  keys: readonly [Buffer, Buffer];
}

export function writeCursor({ watermarkMs, place, keys }: PageCursor): string {
  const parts = [watermarkMs, place, ...keys.map((key) => key.toString('hex'))];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

const pattern = /^(\d{1,15}) (-?\d{1,15}) ([0-9a-f]{0,64}) ([0-9a-f]{0,64})$/;

export function readCursor(text: string): PageCursor {
  const [, watermark, place, first, second] = pattern.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (first === undefined || second === undefined) {
    throw new Problem('invalid_input', { detail: 'The cursor does not come from this list.' });
  }
  return {
    watermarkMs: Number(watermark),
    place: Number(place),
    keys: [Buffer.from(first, 'hex'), Buffer.from(second, 'hex')],
  };
}
