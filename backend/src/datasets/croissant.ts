import { type DatasetFormat, formatNotes } from '../contract/dataset-formats.js';
import { type Column, type ColumnType, firstColumns, isColumn, noteOf, typeOf } from './columns.js';
import { noLanguage } from './counts.js';
import { formats } from './formats/format.js';
import type { Manifest } from './manifest.js';
import type { Measured } from './measure.js';

/** What a version is described from. */
export interface Described {
  /** Its counts are of the rows that are given out now. */
  manifest: Manifest;
  /** Rows that are not given out any more: their customers took back consent. */
  withdrawn: number;
  /** Of every column, as they are given out now. */
  columnFiles: readonly (Measured & { format: DatasetFormat })[];
  /** The page of this version. */
  page: string;
  name: string;
  version: number;
  builtAt: Date;
  /** Where its files are, without the format: `…/download?format=`. */
  files: string;
  /** Where it is said what copies must give up, without the version that they were taken from: `…/withdrawn?since=`. */
  withdrawals: string;
}

export const columnsOf = ({ columns }: Pick<Manifest, 'columns'>): readonly Column[] =>
  columns?.filter(isColumn) ?? firstColumns;

/** What a row of it is. */
export const whatItIs = ({ request }: Pick<Manifest, 'request'>): string =>
  request.turns
    ? 'Turns of customers and bots, each with what was known at it and whether the bot handed the customer over afterwards.'
    : 'What customers said before a bot handed them over to a human, each with the intent that it stands for.';

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

const dataTypes: Record<ColumnType, string> = {
  text: 'sc:Text',
  coded: 'sc:Text',
  float: 'sc:Float',
  int: 'sc:Integer',
  bool: 'sc:Boolean',
};
const splitUrls = { train: 'TrainingSplit', validation: 'ValidationSplit', test: 'TestSplit' };

/** Croissant 1.1: files with their digests, columns with what they say, and where the data comes from. */
export function croissant(described: Described): Record<string, unknown> {
  const { manifest, name, version, builtAt, columnFiles, page, files: address } = described;
  const languages = manifest.counts.languages
    .map(({ language }) => language)
    .filter((one) => one !== noLanguage);
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    name: name.replace(/[^\p{L}\p{N}_-]+/gu, '-'),
    alternateName: name,
    description: `${whatItIs(manifest)} ${manifest.counts.examples} examples, ${manifest.counts.labels.length} labels.`,
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    identifier: manifest.dataset,
    url: page,
    license: 'Not for publication: for whoever the operator of this service gives it to',
    creator: { '@type': 'sc:Organization', name: new URL(page).host, url: new URL(page).origin },
    version: `${version}.0.0`,
    datePublished: builtAt.toISOString(),
    inLanguage: languages,
    isLiveDataset: false,
    'rai:dataCollection': `${manifest.request.turns ? 'Conversations' : 'Handoffs'} recorded in an append-only ledger, read at ${manifest.checkpoint.size} entries, root ${manifest.checkpoint.root}.`,
    'rai:dataPreprocessingProtocol': manifest.request.turns
      ? 'What is known at a turn is made of what came before it alone; words, where asked for, are masked; customers without consent to training are left out.'
      : 'Personal data is masked; duplicates and near-duplicates are dropped; texts that try to instruct a model and customers without consent to training are left out.',
    'rai:personalSensitiveInformation': manifest.masked.map(({ kind, count }) => `${kind}: ${count} masked`),
    distribution: columnFiles.map(({ format, digest, bytes }) => ({
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
          description: noteOf(column),
          dataType: dataTypes[typeOf(column)],
          ...(column === 'split' && { references: { field: { '@id': 'splits/name' } } }),
          source: { fileObject: { '@id': 'parquet' }, extract: { column } },
        })),
      },
    ],
  };
}
