import type { DatasetFormat } from '../../contract/datasets.js';
import type { Counts } from '../assemble.js';
import type { Example } from '../example.js';
import { writeArrow } from './arrow.js';
import { writeJsonLines } from './jsonl.js';

interface Format {
  mediaType: string;
  extension: string;
  /** `counts` names every label, language and gap that occurs. */
  write(batches: AsyncIterable<readonly Example[]>, counts: Counts): AsyncIterable<Uint8Array>;
}

/** Rows per batch: a part of the Arrow format's bytes, so it never changes. */
export const batchRows = 8192;

export const formats: Record<DatasetFormat, Format> = {
  jsonl: { mediaType: 'application/x-ndjson', extension: 'jsonl', write: writeJsonLines },
  arrow: {
    mediaType: 'application/vnd.apache.arrow.file',
    extension: 'arrow',
    write: (batches, { labels, languages, gaps }) =>
      writeArrow(batches, {
        label: labels.map(({ label }) => label),
        language: languages.map(({ language }) => language),
        gap: gaps.map(({ id }) => id),
      }),
  },
};
