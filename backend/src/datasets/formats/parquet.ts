import { setImmediate } from 'node:timers/promises';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { compress } from 'snappy';
import { type Column, isNullable, typeOf } from '../columns.js';
import { type Codes, dictionariesOf, isCoded } from './codes.js';
import { type CopiedColumn, type CopiedPage, PageReader } from './copy-page.js';
import { writeEarlierParquet } from './parquet-earlier.js';
import { codedValues, nullLevels, plainDictionary, plainValues } from './parquet-page.js';
import { type About, batchRows, type Rows } from './rows.js';

type FileMetaData = Parameters<typeof writeMetadata>[1];
type SchemaElement = FileMetaData['schema'][number];
type ColumnChunk = FileMetaData['row_groups'][number]['columns'][number];
type PageHeader = Parameters<typeof writePageHeader>[1];

/** A part of the bytes, so it never changes. */
const rowsPerGroup = 4 * batchRows;
const magic = Buffer.from('PAR1');
const firstOwnPacking = 4;

/** Parquet with Snappy of the pages of COPY. Equal pages give equal bytes. */
export async function* writeParquet(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  if (about.packing < firstOwnPacking) {
    yield* writeEarlierParquet(rows, about);
    return;
  }
  const file = await ParquetFile.begin(about);
  for await (const page of rows.pages(about.columns)) {
    await file.add(page);
    if (file.gathered >= rowsPerGroup) yield file.takeGroup();
  }
  if (file.gathered > 0) yield file.takeGroup();
  yield file.finish();
}

interface Page {
  values: number;
  nulls: number;
  /** Compressed. */
  bytes: Uint8Array;
  /** Bytes before compression. */
  size: number;
}

interface FileColumn {
  name: Column;
  schema: SchemaElement;
  /** Absent: its values do not repeat, or there are none. */
  dictionary?: { codes: Codes; page: Page };
  /** Of the row group that is being gathered. */
  pages: Page[];
}

/** Gathers pages until they are a row group; what they hold is compressed by threads of their own meanwhile. */
class ParquetFile {
  /** Rows of the row group that is being gathered. */
  gathered = 0;
  private readonly groups: FileMetaData['row_groups'] = [];
  private readonly reader: PageReader;
  private readonly out = new ByteWriter();

  private constructor(private readonly columns: readonly FileColumn[]) {
    this.reader = new PageReader(columns.length, batchRows);
    this.out.appendBytes(magic);
  }

  static async begin(about: About): Promise<ParquetFile> {
    const dictionaries = dictionariesOf(about);
    const columns = about.columns.map(async (name): Promise<FileColumn> => {
      const codes = isCoded(name) && dictionaries[name];
      const column = { name, schema: elementOf(name), pages: [] };
      if (!codes || codes.values.length === 0) return column;
      const page = await compressed(plainDictionary(codes.values), codes.values.length, 0);
      return { ...column, dictionary: { codes, page } };
    });
    return new ParquetFile(await Promise.all(columns));
  }

  /** `bytes`: rows of exactly these columns, others may follow. One page at a time: the next is fetched in between. */
  async add(bytes: Buffer): Promise<void> {
    const page = this.reader.read(bytes);
    const coming: Promise<Page>[] = [];
    for (const [i, column] of this.columns.entries()) {
      const copied = page.columns[i] as CopiedColumn;
      coming.push(compressed(dataOf(column, page, copied), page.rows, copied.nullCount));
      await setImmediate();
    }
    const pages = await Promise.all(coming);
    for (const [i, column] of this.columns.entries()) column.pages.push(pages[i] as Page);
    this.gathered += page.rows;
  }

  takeGroup(): Uint8Array {
    const begin = this.out.offset;
    const columns = this.columns.map((column) => this.writeChunk(column));
    const sum = columns.reduce(
      (bytes, { meta_data }) => bytes + (meta_data?.total_uncompressed_size ?? 0n),
      0n,
    );
    this.groups.push({
      columns,
      total_byte_size: sum,
      num_rows: BigInt(this.gathered),
      total_compressed_size: BigInt(this.out.offset - begin),
    });
    this.gathered = 0;
    return this.take();
  }

  finish(): Uint8Array {
    const root = { name: 'schema', num_children: this.columns.length };
    writeMetadata(this.out, {
      version: 2,
      created_by: 'Baton',
      schema: [root, ...this.columns.map(({ schema }) => schema)],
      num_rows: this.groups.reduce((rows, { num_rows }) => rows + num_rows, 0n),
      row_groups: this.groups,
    } as FileMetaData);
    this.out.appendBytes(magic);
    return this.take();
  }

  private writeChunk({ name, schema, dictionary, pages }: FileColumn): ColumnChunk {
    const begin = this.out.offset;
    const encoding = dictionary ? ('RLE_DICTIONARY' as const) : ('PLAIN' as const);
    const nulls = pages.reduce((sum, page) => sum + page.nulls, 0);
    let size = 0;
    if (dictionary) {
      const header = { num_values: dictionary.page.values, encoding: 'PLAIN' } as const;
      size += this.writePage(dictionary.page, { type: 'DICTIONARY_PAGE', dictionary_page_header: header });
    }
    const data = this.out.offset;
    for (const page of pages.splice(0)) {
      const header = { num_values: page.values, encoding, ...levelEncodings };
      size += this.writePage(page, { type: 'DATA_PAGE', data_page_header: header });
    }
    return {
      file_offset: BigInt(begin),
      meta_data: {
        type: schema.type ?? 'BYTE_ARRAY',
        encodings: dictionary ? ['PLAIN', 'RLE', encoding] : [encoding, 'RLE'],
        path_in_schema: [name],
        codec: 'SNAPPY',
        num_values: BigInt(this.gathered),
        total_uncompressed_size: BigInt(size),
        total_compressed_size: BigInt(this.out.offset - begin),
        data_page_offset: BigInt(data),
        statistics: { null_count: BigInt(nulls) },
        ...(dictionary && { dictionary_page_offset: BigInt(begin) }),
      },
    };
  }

  /** Gives its bytes before compression, with its header. */
  private writePage({ bytes, size }: Page, header: Pick<PageHeader, 'type'> & Partial<PageHeader>): number {
    const begin = this.out.offset;
    writePageHeader(this.out, {
      ...header,
      uncompressed_page_size: size,
      compressed_page_size: bytes.length,
    });
    const headerSize = this.out.offset - begin;
    this.out.appendBytes(bytes);
    return headerSize + size;
  }

  private take(): Uint8Array {
    const taken = this.out.getBytes().slice();
    this.out.index = 0;
    return taken;
  }
}

const levelEncodings = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const;

/** A data page before compression. */
function dataOf({ name, dictionary }: FileColumn, page: CopiedPage, column: CopiedColumn): Uint8Array {
  const values =
    dictionary && isCoded(name)
      ? codedValues(dictionary.codes.of(page, column, name), column, dictionary.page.values)
      : plainValues(typeOf(name), page, column);
  return isNullable(name) ? Buffer.concat([nullLevels(column, page.rows), values]) : values;
}

async function compressed(data: Uint8Array, values: number, nulls: number): Promise<Page> {
  return { values, nulls, bytes: await compress(data), size: data.length };
}

function elementOf(name: Column): SchemaElement {
  const repetition_type = isNullable(name) ? 'OPTIONAL' : 'REQUIRED';
  switch (typeOf(name)) {
    case 'float':
      return { name, repetition_type, type: 'DOUBLE' };
    case 'int':
      return { name, repetition_type, type: 'INT32' };
    case 'bool':
      return { name, repetition_type, type: 'BOOLEAN' };
    default:
      return {
        ...{ name, repetition_type, type: 'BYTE_ARRAY' },
        ...{ converted_type: 'UTF8', logical_type: { type: 'STRING' } },
      };
  }
}
