import type { PackHead } from './pack-head.js';
import { type PackRecord, readableFields } from './pack-record.js';

/** Characters of a value that are shown; the whole is in its file. */
const shown = 2000;

const replacements: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What people wrote is text here, never markup. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => replacements[sign] ?? sign);
const time = (ms: number): string => new Date(ms).toISOString();

const style = `
body { font: 14px/1.5 system-ui, sans-serif; color: #1a1b1e; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 0; }
section { border-top: 1px solid #ced4da; padding: 1rem 0; break-inside: avoid-page; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #f1f3f5; }
th { font-weight: 600; white-space: nowrap; width: 1%; }
td { white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.mark { border: 1px solid currentColor; border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; }
.erased { color: #c92a2a; } .withheld { color: #5f3dc4; } .muted { color: #495057; }
@media print { body { margin: 0; max-width: none; } }`;

const row = (name: string, value: string) =>
  `<tr><th scope="row">${escapeHtml(name)}</th><td>${value}</td></tr>`;
const table = (rows: readonly string[]) => (rows.length > 0 ? `<table>${rows.join('')}</table>` : '');

/** Up to the first record. */
export function summaryStart(head: PackHead): string {
  const { checkpoint, by, purpose, scope, disclose } = head;
  const facts = [
    row('About', escapeHtml(describeScope(scope))),
    row('Made for', escapeHtml(by)),
    row('Purpose', purpose === null ? '<span class="muted">not stated</span>' : escapeHtml(purpose)),
    row('Ledger', `<code>${escapeHtml(checkpoint.origin)}</code>`),
    row('State', `${checkpoint.size} entries, signed ${escapeHtml(checkpoint.signedAt.toISOString())}`),
    row('Root', `<code>${escapeHtml(checkpoint.root.toString('base64'))}</code>`),
    row('Values', disclose ? 'disclosed where they were not erased' : 'withheld when the pack was made'),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Evidence from ${escapeHtml(checkpoint.origin)}</title>
<style>${style}
</style>
</head>
<body>
<h1>Evidence pack</h1>
${table(facts)}
<p class="muted">This page is for reading. What is proved is in the files beside it; README.txt says how to check them.</p>
`;
}

function describeScope(scope: PackHead['scope']): string {
  if (scope.kind === 'handoff') return `Handoff ${scope.key}, with its whole conversation`;
  if (scope.kind === 'range') return `Entries ${scope.first} to ${scope.last}`;
  const { subject } = scope;
  if (subject.kind === 'customer') return `Customer ${subject.id}, with all conversations`;
  if (subject.kind === 'actor') return `What ${subject.id} did in Baton`;
  return `Conversation ${subject.id}${subject.source === undefined ? '' : ` of ${subject.source}`}`;
}

export function summaryRecord(record: PackRecord): string {
  const { index, entry, leafHash, openness } = record;
  const mark = openness === 'open' ? '' : ` <span class="mark ${openness}">${openness}</span>`;
  const without =
    record.without.length === 0 ? [] : [row('Withheld, no consent to', record.without.join(', '))];
  const times = [
    row('Happened', time(entry.at)),
    row('Received', time(entry.rx)),
    row('Source', escapeHtml(entry.src)),
    row('Leaf', `<code>${leafHash.toString('base64')}</code>`),
  ];
  const open = Object.entries(entry.pub).map(([name, value]) => row(name, escapeHtml(textOf(value))));
  return `<section id="entry-${index}">
<h2>${index} · ${escapeHtml(entry.t)}${mark}</h2>
${table(times)}${sbar(record)}${table(open)}${table([...disclosedRows(record), ...without])}
</section>
`;
}

const letters = ['situation', 'background', 'assessment', 'recommendation'] as const;

/** The summary that travelled with a handoff, as its readers know it. */
function sbar({ disclosed }: PackRecord): string {
  const value = (pointer: string): unknown => {
    const field = disclosed.find((one) => one.pointer === pointer);
    return field && JSON.parse(field.value);
  };
  const whole = value('/data/context/summary');
  const summary = isObject(whole)
    ? whole
    : Object.fromEntries(letters.map((letter) => [letter, value(`/data/context/summary/${letter}`)]));
  return table(
    letters.flatMap((letter) => {
      const words = summary[letter];
      return typeof words === 'string' && words !== ''
        ? [row(`${letter.slice(0, 1).toUpperCase()}${letter.slice(1)}`, escapeHtml(cut(words)))]
        : [];
    }),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const disclosedRows = (record: PackRecord): string[] =>
  readableFields(record).map(({ pointer, value }) => {
    const parsed: unknown = JSON.parse(value);
    return row(pointer, escapeHtml(cut(textOf(parsed))));
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const cut = (text: string): string =>
  text.length <= shown ? text : `${text.slice(0, shown).toWellFormed()} … (${text.length} characters)`;

export const summaryEnd = '</body>\n</html>\n';
