import { BoundedMap } from './bounded-map.js';
import { cellNumber } from './cell-number.js';
import { type CsvMapping, csvMapping } from './csv-mapping.js';
import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import { Refusal, type Understood } from './source.js';
import { joinedTime, readTime } from './times.js';
import { RoleSwitch } from './turn-log.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf, shareOf } from './words.js';

/** Any table with one turn or one event per row, by a mapping of its columns. */
export const csv = vendorSource({
  name: 'csv',
  describes: 'any table as CSV, by a mapping of its columns',
  isTable: true,
  begin: (reading) => {
    const mapping = csvMapping.safeParse(reading.options.mapping);
    if (!mapping.success) {
      const [issue] = mapping.error.issues;
      throw new Refusal(`the mapping: ${issue?.path.join('/')} ${issue?.message}`);
    }
    const known = new BoundedMap<RoleSwitch>();
    return (row) => mapRow(row, mapping.data, reading, known);
  },
});

/** A table's own headings: no other spelling is tried, and a mapped column that is not there is a mistake. */
function cellOf(row: Node, column: string | undefined): string | undefined {
  if (column === undefined) return undefined;
  if (!Object.hasOwn(row.value, column)) throw row.refusal('the table has no such column', column);
  const value = row.value[column];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function numberOf(row: Node, column: string | undefined): number | undefined {
  const cell = cellOf(row, column);
  if (cell === undefined || column === undefined) return undefined;
  const value = cellNumber(cell);
  if (value === undefined) throw row.refusal('must be a number', column);
  return value;
}

/** Of one cell, or of the two that hold date and time. */
function timeOf(row: Node, { time, date, zone, dates }: CsvMapping): number {
  const rules = { zone, dates, cell: true } as const;
  const cells = [cellOf(row, date), cellOf(row, time)];
  if (date === undefined || cells.includes(undefined)) return row.needTime(time, rules);
  const at = readTime(joinedTime(cells[0] ?? '', cells[1] ?? ''), rules);
  if (typeof at === 'number') return at;
  throw row.refusal(at ?? 'the time is missing', time);
}

function mapRow(row: Node, mapping: CsvMapping, reading: Reading, known: BoundedMap<RoleSwitch>): Understood {
  const conversation = cellOf(row, mapping.conversation);
  if (conversation === undefined) throw row.refusal('the conversation is missing', mapping.conversation);
  const at = timeOf(row, mapping);
  const writer = new EventWriter(
    reading.source,
    conversation,
    cellOf(row, mapping.id) ?? digestOf(row.value),
  );
  const before = known.get(conversation);
  const log = before ?? new RoleSwitch('csv-bot-then-human');
  if (!before) {
    const customer = cellOf(row, mapping.customer);
    writer.add(at, 'conversation.started', {
      bot: labelOf(cellOf(row, mapping.bot)),
      channel: labelOf(cellOf(row, mapping.channel)),
      language: labelOf(cellOf(row, mapping.language)),
      customer: customerOf({ mail: customer, phone: customer, vendor: customer }),
    });
  }
  const said = cellOf(row, mapping.event);
  const type = said === undefined ? undefined : mapping.events?.[said];
  const isTurn = type === undefined && cellOf(row, mapping.role) !== undefined;
  if (type !== undefined) writeEvent(writer, at, type, row, mapping, reading);
  if (isTurn) writeTurn(writer, at, row, mapping, log);
  // Not before: a row that is refused begins no conversation, the next one does.
  if (!before) known.set(conversation, log);
  if (type !== undefined || isTurn) return { events: writer.events };
  return { events: writer.events, ignored: said === undefined ? 'a row without a role' : `event ${said}` };
}

function writeTurn(writer: EventWriter, at: number, row: Node, mapping: CsvMapping, log: RoleSwitch): void {
  const given = cellOf(row, mapping.role) ?? '';
  const named = mapping.roles?.[given] ?? given.trim().toLowerCase();
  if (named !== 'customer' && named !== 'bot' && named !== 'human' && named !== 'system') {
    throw row.refusal(
      'say who that is: customer, bot, human or system ("roles" of the mapping)',
      mapping.role ?? '',
    );
  }
  const sentiment = numberOf(row, mapping.sentiment);
  const turn = {
    role: named,
    text: proseOf(cellOf(row, mapping.text)),
    intent: labelOf(cellOf(row, mapping.intent)),
    confidence: shareOf(numberOf(row, mapping.confidence)),
    sentiment: sentiment !== undefined && Math.abs(sentiment) <= 1 ? sentiment : undefined,
    action: labelOf(cellOf(row, mapping.action)),
  } as const;
  if (mapping.infer_handoffs) log.write(writer, { at, ...turn });
  else writer.add(at, 'turn.recorded', turn);
}

function writeEvent(
  writer: EventWriter,
  at: number,
  type: NonNullable<CsvMapping['events']>[string],
  row: Node,
  mapping: CsvMapping,
  reading: Reading,
): void {
  const handoff = identifierOf(cellOf(row, mapping.handoff_id));
  const queue = labelOf(cellOf(row, mapping.queue));
  const by = identifierOf(cellOf(row, mapping.agent));
  const reason = cellOf(row, mapping.reason);
  if (type === 'handoff.initiated') {
    writer.add(at, type, {
      handoff_id: handoff ?? `row-${digestOf(row.value)}`,
      purpose: 'escalation',
      from: { kind: 'bot' },
      to: { kind: 'human', queue },
      signal: 'explicit',
      rule: 'csv-mapped-event',
      ...reading.reasons.of(reason),
      context: { intent: labelOf(cellOf(row, mapping.intent)) },
    });
  } else if (type === 'handoff.failed')
    writer.add(at, type, { handoff_id: handoff, reason: labelOf(reason) });
  else if (type === 'conversation.ended') writer.add(at, type, {});
  else if (type === 'handoff.delivered') writer.add(at, type, { handoff_id: handoff });
  else writer.add(at, type, { handoff_id: handoff, by, queue });
}
