import type { Rejection } from '../ingest/rejected-record.store.js';
import { possibleNames } from './possible-names.js';
import type { Taken } from './take-records.service.js';

type Origin = Pick<Rejection, 'source' | 'format' | 'way'>;

/** Texts in what is no JSON as a whole. */
const quoted = /(?<=")[^"\\]{1,200}(?=")/g;

/** Records that were refused, as they are kept. Of a body that could not be cut into records, the whole of it is. */
export function rejectionsOf(origin: Origin, rejected: Taken['rejected'], body: Buffer): Rejection[] {
  return rejected.map(({ record, reason, pointer }) => {
    if ('value' in record) {
      const { value } = record;
      return { ...origin, original: { value }, names: possibleNames(value), reason, pointer };
    }
    const text = body.toString('utf8');
    const names = possibleNames(text.match(quoted));
    return { ...origin, original: { body: body.toString('base64') }, names, reason };
  });
}
