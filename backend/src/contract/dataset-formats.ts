/** What a dataset can be downloaded as, and what each is for. Plain data: the browser shows it. */
export const formatNotes = {
  jsonl: {
    extension: 'jsonl',
    name: 'JSON Lines',
    use: 'Every column, one object per line: scripts, pipelines, Hugging Face',
  },
  csv: { extension: 'csv', name: 'CSV', use: 'Every column, for a spreadsheet; no cell is run as a formula' },
  arrow: { extension: 'arrow', name: 'Arrow', use: 'Every column, typed: pandas, Polars, DuckDB' },
  parquet: { extension: 'parquet', name: 'Parquet', use: 'Every column, packed: warehouses, Spark, DuckDB' },
  rasa: { extension: 'nlu.yml', name: 'Rasa', use: 'Training part as NLU data: put it beside nlu.yml' },
  'dialogflow-cx': {
    extension: 'dialogflow-cx.zip',
    name: 'Dialogflow CX',
    use: 'Training part as intents, in the layout of an agent’s JSON package',
  },
  'dialogflow-es': {
    extension: 'dialogflow-es.zip',
    name: 'Dialogflow ES',
    use: 'Training part as intents: import from zip adds them to the agent',
  },
  lex: { extension: 'lex.zip', name: 'Amazon Lex V2', use: 'Training part as an import archive' },
  clu: { extension: 'clu.json', name: 'Azure CLU', use: 'Training and test part as a conversation project' },
  lu: { extension: 'lu', name: 'LUIS .lu', use: 'Training part for Bot Framework tools' },
  chat: {
    extension: 'chat.jsonl',
    name: 'OpenAI chat',
    use: 'Training part for fine-tuning: the customer’s words, then the human’s answer',
  },
  preference: {
    extension: 'preference.jsonl',
    name: 'Preference pairs',
    use: 'Training part for DPO: the human’s answer chosen, the bot’s rejected',
  },
} as const;

export type DatasetFormat = keyof typeof formatNotes;
export const datasetFormats = Object.keys(formatNotes) as [DatasetFormat, ...DatasetFormat[]];

export const datasetKinds = ['intents', 'turns'] as const;
export type DatasetKind = (typeof datasetKinds)[number];

/** Formats that hold any columns; the others are made for words with an intent. */
export const columnFormats: readonly DatasetFormat[] = ['jsonl', 'csv', 'arrow', 'parquet'];
export const formatsOf = (kind: DatasetKind): readonly DatasetFormat[] =>
  kind === 'turns' ? columnFormats : datasetFormats;
