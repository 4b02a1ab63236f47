import { type Contacts, handoffOf } from './connect-chain.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import type { Reading } from './vendor-source.js';
import { labelOf, proseOf, shareOf } from './words.js';

/** One request to a Lex V2 bot: what the customer said, how it was understood, what the bot answered. */
export function mapLexLog(record: Node, reading: Reading, contacts: Contacts): Understood {
  const state = record.node('sessionState');
  const session = record.needText('sessionId');
  const contact = state?.node('sessionAttributes')?.text('ContactId', 'contactId') ?? session;
  const conversation = contacts.conversationOf(contact);
  const at = record.needTime('timestamp');
  const name = record.text('requestId') ?? digestOf(record.value);
  const writer = new EventWriter(reading.source, conversation, `lex:${name}`);
  const [first] = record.nodes('interpretations');
  const intent = state?.node('intent') ?? first?.node('intent');
  const intentName = intent?.text('name');
  const asks = reading.handsOver(intentName);
  const bot = record.node('bot');
  if (contacts.meetsBot(conversation)) {
    writer.add(at, 'conversation.started', {
      bot: labelOf(bot?.text('name', 'id')),
      bot_version: labelOf(bot?.text('version')),
      language: labelOf(bot?.text('localeId')?.replace('_', '-')),
      channel: labelOf(state?.node('sessionAttributes')?.text('Channel')?.toLowerCase()),
    });
  }
  const text = proseOf(record.text('inputTranscript'), '/inputTranscript');
  if (text !== undefined || record.text('inputMode') === 'DTMF') {
    writer.add(at, 'turn.recorded', {
      role: 'customer',
      text,
      intent: labelOf(intentName),
      confidence: confidenceOf(first, intentName),
      sentiment: sentimentOf(first),
      requests_human: asks || undefined,
    });
  }
  const failed = intent?.text('state') === 'Failed';
  const answers = record.nodes('messages').map((message) => message.text('content'));
  const said = proseOf(answers.filter(Boolean).join('\n'));
  const failure = failed ? 'intent_failed' : record.flag('missedUtterance') ? 'missed_utterance' : undefined;
  writer.add(at, 'turn.recorded', {
    role: 'bot',
    text: said,
    failed_action: failure === undefined ? undefined : { code: failure, name: labelOf(intentName) },
  });
  if (asks && intentName !== undefined) {
    writer.add(at, 'handoff.initiated', {
      handoff_id: handoffOf(contact),
      purpose: 'escalation',
      from: { kind: 'bot', id: bot?.text('id')?.slice(0, 200) },
      to: { kind: 'human', queue: contacts.queueOf(contact) },
      signal: 'inferred',
      rule: 'lex-agent-intent',
      ...reading.reasons.of(state?.node('sessionAttributes')?.text('handoff_reason') ?? intentName),
      context: { intent: labelOf(intentName) },
    });
  }
  return { events: writer.events };
}

/** A text, a number, or `{score}` by version; of the interpretation that was taken. */
function confidenceOf(first: Node | undefined, intent: string | undefined): number | undefined {
  if (first?.node('intent')?.text('name') !== intent) return undefined;
  const given = first?.raw('nluConfidence');
  if (typeof given === 'object') return shareOf(first?.node('nluConfidence')?.number('score'));
  return shareOf(first?.number('nluConfidence'));
}

function sentimentOf(first: Node | undefined): number | undefined {
  const score = first?.node('sentimentResponse')?.node('sentimentScore');
  const positive = score?.number('positive');
  const negative = score?.number('negative');
  if (positive === undefined || negative === undefined) return undefined;
  return Math.max(-1, Math.min(1, positive - negative));
}
