import { type DatasetFormat, formatNotes } from '../contract/dataset-formats.js';
import { columns as allColumns, type Column, firstColumns } from './example.js';
import { formats } from './formats/format.js';
import type { Manifest } from './manifest.js';

/** What a version is described from. */
export interface Described {
  manifest: Manifest;
  name: string;
  version: number;
  builtAt: Date;
  /** Where its files are, without the format: `…/download?format=`. */
  files: string;
}

/** What each column says. */
export const columnNotes: Record<Column, string> = {
  id: 'The example: the same handoff has the same id in every version',
  text: 'What the customer said, personal data masked',
  label: 'The intent that it stands for',
  split: 'train, validation or test; no conversation and no near-duplicate on two sides',
  language: 'As the source named it',
  gap: 'Id of the gap that it was found in',
  handoff: 'Key of the handoff that it was taken from, a pseudonym',
  source: 'Name of the source that sent it',
  event: 'Uid of the ledger event that it was taken from',
  answer: 'What the human answered, masked',
  reply: 'What the bot replied, masked',
  quality: 'Who says that the label is right: reviewed, resolved, agreed or suggested',
  decision: 'Uid of the decision of a person that the label rests on',
  weight: 'Weight in training',
};

export const columnsOf = ({ columns }: Manifest): readonly Column[] =>
  columns ? allColumns.filter((name) => columns.includes(name)) : firstColumns;

/** The context of the specification, version 1.1. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

const rowFormats: readonly DatasetFormat[] = ['jsonl', 'csv', 'parquet', 'arrow'];
const splitUrls = { train: 'TrainingSplit', validation: 'ValidationSplit', test: 'TestSplit' };

/** Croissant 1.1: files with their digests, columns with what they say, and where the data comes from. */
export function croissant(described: Described): Record<string, unknown> {
  const { manifest, name, version, builtAt, files: address } = described;
  const files = (manifest.amended?.files ?? manifest.files).filter(({ format }) =>
    rowFormats.includes(format),
  );
  const languages = manifest.counts.languages
    .map(({ language }) => language)
    .filter((one) => one !== '(none)');
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    name: name.replace(/[^\p{L}\p{N}_-]+/gu, '-'),
    alternateName: name,
    description: `What customers said before a bot handed them over to a human, each with the intent it stands for. ${manifest.counts.examples} examples, ${manifest.counts.labels.length} labels.`,
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    identifier: manifest.dataset,
    version: `${version}.0.0`,
    datePublished: builtAt.toISOString(),
    inLanguage: languages,
    isLiveDataset: false,
    'rai:dataCollection': `Handoffs recorded in an append-only ledger, read at ${manifest.checkpoint.size} entries, root ${manifest.checkpoint.root}.`,
    'rai:dataPreprocessingProtocol':
      'Personal data is masked; duplicates and near-duplicates are dropped; texts that try to instruct a model and customers without consent to training are left out.',
    'rai:personalSensitiveInformation': manifest.masked.map(({ kind, count }) => `${kind}: ${count} masked`),
    distribution: files.map(({ format, digest, bytes }) => ({
      '@type': 'cr:FileObject',
      '@id': format,
      name: format,
      description: formatNotes[format].use,
      contentUrl: address + format,
      encodingFormat: format === 'jsonl' ? 'application/jsonlines' : formats[format].mediaType,
      contentSize: `${bytes} B`,
      sha256: digest.replace('sha256:', ''),
    })),
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'splits',
        name: 'splits',
        dataType: 'cr:Split',
        key: { '@id': 'splits/name' },
        field: [
          { '@type': 'cr:Field', '@id': 'splits/name', name: 'name', dataType: 'sc:Text' },
          { '@type': 'cr:Field', '@id': 'splits/url', name: 'url', dataType: ['sc:URL', 'cr:Split'] },
        ],
        data: Object.entries(splitUrls).map(([split, url]) => ({
          'splits/name': split,
          'splits/url': `http://mlcommons.org/croissant/${url}`,
        })),
      },
      {
        '@type': 'cr:RecordSet',
        '@id': 'examples',
        name: 'examples',
        key: { '@id': 'examples/id' },
        field: columnsOf(manifest).map((column) => ({
          '@type': 'cr:Field',
          '@id': `examples/${column}`,
          name: column,
          description: columnNotes[column],
          dataType: column === 'weight' ? 'sc:Float' : 'sc:Text',
          ...(column === 'split' && { references: { field: { '@id': 'splits/name' } } }),
          source: { fileObject: { '@id': 'parquet' }, extract: { column } },
        })),
      },
    ],
  };
}
