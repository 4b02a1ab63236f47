import { EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { readTime } from './times.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { labelOf, proseOf } from './words.js';

/**
 * Dialogues in which people answered with the help of a bot that suggests. No bot is ever responsible, so there is no
 * handoff: where a person asked for suggestions and wrote something else, the help had a gap (`assist_gap`).
 */
export const star = vendorSource({
  name: 'star',
  describes: 'STAR dialogues: people who are helped by a suggesting bot',
  recognises: (record) => 'DialogueID' in record && Array.isArray(record.Events),
  begin: (reading) => (record) => mapDialogue(record, reading),
});

function mapDialogue(record: Node, reading: Reading): Understood {
  const id = record.needText('DialogueID');
  const writer = new EventWriter(reading.source, id, 'dialogue');
  const events = record.nodes('Events');
  const timed = events.filter((event) => event.has('UnixTime'));
  const own = timed[0]?.time('UnixTime');
  // Who disconnected at once left no event with a time; the batch has one, in its name.
  const first = own ?? batchTime(record);
  if (first === undefined) throw record.refusal('no event has a time', 'Events');
  const domains = record.node('Scenario')?.texts('Domains') ?? [];
  const said = { channel: 'chat', initiated_by: 'customer', segment: labelOf(domains.join(' ')) } as const;
  writer.add(first, 'conversation.started', said, { assumed: own === undefined });
  let asked: Node | undefined;
  for (const event of timed) {
    const agent = event.text('Agent');
    const action = event.text('Action');
    if (agent === 'Wizard' && action === 'request_suggestions') asked = event;
    writeEvent(writer, event, { agent, action, asked });
    if (agent === 'Wizard' && (action === 'utter' || action === 'pick_suggestion')) asked = undefined;
  }
  return { events: writer.events };
}

function batchTime(record: Node): number | undefined {
  const at = readTime(/_(\d{10})$/.exec(record.text('BatchID') ?? '')?.[1] ?? '');
  return typeof at === 'number' ? at : undefined;
}

interface Said {
  agent: string | undefined;
  action: string | undefined;
  /** The request for suggestions that was not answered yet. */
  asked: Node | undefined;
}

function writeEvent(writer: EventWriter, event: Node, { agent, action, asked }: Said): void {
  const at = event.needTime('UnixTime');
  const text = proseOf(event.text('Text'), `${event.pointer}/Text`);
  if (agent === 'User' && action === 'utter') writer.add(at, 'turn.recorded', { role: 'customer', text });
  else if (agent === 'User' && action === 'complete')
    writer.add(at, 'conversation.ended', { by: 'customer' });
  else if (agent === 'Wizard' && action === 'pick_suggestion') {
    const label = labelOf(event.text('ActionLabel'));
    const assist = { taken: true, offered: event.texts('ActionLabelOptions') };
    writer.add(at, 'turn.recorded', { role: 'human', text, action: label, assist });
  } else if (agent === 'Wizard' && action === 'utter') {
    writer.add(at, 'turn.recorded', {
      role: 'human',
      text,
      action: asked ? 'assist_gap' : undefined,
      failed_action: asked ? { code: 'suggestion_overridden', name: 'assist' } : undefined,
      assist: asked ? { taken: false, asked: asked.text('Text') } : undefined,
    });
  } else if (agent === 'Wizard' && action === 'query') {
    writer.add(at, 'turn.recorded', { role: 'system', action: labelOf(event.text('APIName')) });
  }
}
