import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { ReasonTable } from './reasons.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

const reasons: ReasonTable = {
  UserExit: 'customer_request',
  AgentTransferRequestedByUser: 'customer_request',
  AgentTransferFromQuestionMaxAttempts: 'no_match',
  AgentTransferConfiguredByAuthor: 'policy_rule',
  Error: 'action_failed',
  SystemError: 'action_failed',
};

const utc = { utc: true };

/** Sessions as the analytics page exports them (CSV), or as Dataverse keeps them (`msdyn_botsession`). */
export const copilotStudio = vendorSource({
  name: 'copilot-studio',
  describes: 'Copilot Studio sessions, CSV of the analytics page or of Dataverse',
  isTable: true,
  reasons,
  recognises: (record) => {
    const names = Object.keys(record).map((name) => name.toLowerCase());
    const has = (...wanted: string[]) => wanted.some((each) => names.includes(each));
    return (
      has('sessionoutcome', 'msdyn_sessionoutcome') &&
      has('sessionid', 'msdyn_sessionid', 'msdyn_botsessionid')
    );
  },
  begin: (reading) => (row) => mapSession(lowerCased(row), reading),
});

/** Exports differ in the case of their headings, and Dataverse puts its prefix before them. */
function lowerCased(row: Node): Node {
  const entries = Object.entries(row.value).map(([name, value]) => [
    name.toLowerCase().replace(/^msdyn_/, ''),
    value,
  ]);
  return row.with(Object.fromEntries(entries) as Record<string, unknown>);
}

function mapSession(row: Node, reading: Reading): Understood {
  const id = row.needText('sessionid', 'botsessionid');
  const start = row.needTime(['startdatetime', 'sessioncreatedon', 'createdon'], utc);
  const end = row.time(['enddatetime', 'sessionclosedon', 'closedon'], utc);
  const outcome = row.needText('sessionoutcome').toLowerCase();
  const writer = new EventWriter(reading.source, id, `session:${digestOf(row.value)}`);
  const topic = labelOf(row.text('topicname'));
  writer.add(start, 'conversation.started', {
    bot: labelOf(row.text('botname', 'botid')),
    channel: labelOf(row.text('channel', 'channelid')),
    initiated_by: 'customer',
  });
  // Only the beginning of a session has a time.
  const moment = { assumed: true };
  for (const { role, text } of turnsOf(row)) {
    writer.add(
      start,
      'turn.recorded',
      { role, text, intent: role === 'customer' ? topic : undefined },
      moment,
    );
  }
  if (outcome === 'escalated') {
    writer.add(
      end ?? start,
      'handoff.initiated',
      {
        handoff_id: identifierOf(id) ?? id,
        purpose: 'escalation',
        from: { kind: 'bot' },
        to: { kind: 'human' },
        signal: 'explicit',
        rule: 'session-outcome-escalated',
        ...reading.reasons.of(row.text('sessionoutcomereason', 'outcomereason')),
        context: { intent: topic },
      },
      { assumed: end === undefined },
    );
  } else {
    writer.add(
      end ?? start,
      'conversation.ended',
      { by: outcome === 'unengaged' ? 'system' : undefined, resolved: resolvedBy(outcome, row) },
      { assumed: end === undefined },
    );
  }
  const score = row.number('csatscore', 'csat');
  if (score !== undefined && score >= 1 && score <= 5) {
    const scale = { min: 1, max: 5 };
    writer.add(
      end ?? start,
      'survey.recorded',
      { kind: 'csat', score, scale, leg: 'bot' },
      { assumed: end === undefined },
    );
  }
  return { events: writer.events };
}

/** A session counts as resolved when the customer said so, or said nothing; the reason tells which. */
function resolvedBy(outcome: string, row: Node): 'confirmed' | 'assumed' | undefined {
  if (outcome !== 'resolved') return undefined;
  return /confirm/i.test(row.text('sessionoutcomereason', 'outcomereason') ?? '') &&
    !/implied/i.test(row.text('sessionoutcomereason') ?? '')
    ? 'confirmed'
    : 'assumed';
}

/** "User says: …; Bot says: …;", each at most 512 characters long. */
function turnsOf(row: Node): { role: 'customer' | 'bot'; text: string | undefined }[] {
  const transcript = row.text('chattranscript');
  if (transcript === undefined) {
    const first = proseOf(row.text('initialusermessage'), '/InitialUserMessage');
    return first === undefined ? [] : [{ role: 'customer', text: first }];
  }
  const parts = transcript.split(/(?:^|[;\r\n]\s*)(User|Bot) says: ?/i).slice(1);
  const turns: { role: 'customer' | 'bot'; text: string | undefined }[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const role = parts[index]?.toLowerCase() === 'user' ? 'customer' : 'bot';
    turns.push({ role, text: proseOf(parts[index + 1]?.replace(/;\s*$/, ''), '/ChatTranscript') });
  }
  return turns;
}
