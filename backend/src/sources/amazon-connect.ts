import { Contacts } from './connect-chain.js';
import { mapContact } from './connect-contact.js';
import { mapContactLens } from './connect-lens.js';
import { mapLexLog } from './connect-lex.js';
import type { Node } from './node.js';
import type { ReasonTable } from './reasons.js';
import { ignored, vendorSource } from './vendor-source.js';

const reasons: ReasonTable = {
  AgentIntent: 'customer_request',
  TalkToAgent: 'customer_request',
  SpeakToAgent: 'customer_request',
  FallbackIntent: 'no_match',
  'AMAZON.FallbackIntent': 'no_match',
};

/** Contact records, contact events, Contact Lens files and Lex V2 logs of one instance, joined by the contact's id. */
export const amazonConnect = vendorSource({
  name: 'amazon-connect',
  describes: 'Amazon Connect contact records and events, Contact Lens analyses and Lex V2 logs',
  reasons,
  handoffTools: [
    'AgentIntent',
    'TalkToAgent',
    'SpeakToAgent',
    'ConnectToAgent',
    'TransferToAgent',
    'LiveAgent',
    'HumanAgent',
    'HumanHandoff',
    'Handoff',
  ],
  recognises: (record) => shapeOf(record) !== undefined,
  remembers: true,
  begin: (reading) => {
    const contacts = new Contacts(reading);
    return (record) => {
      const inner = unwrap(record);
      switch (shapeOf(inner.value)) {
        case 'lens':
          return mapContactLens(inner, reading, contacts);
        case 'lex':
          return mapLexLog(inner, reading, contacts);
        case 'contact':
          return mapContact(inner, reading, contacts);
        default:
          if (inner !== record) return ignored(record.text('detail-type') ?? 'another log');
          throw record.refusal('no contact record, contact event, Contact Lens file or Lex log', 'ContactId');
      }
    };
  },
});

function shapeOf(record: Record<string, unknown>): 'lens' | 'lex' | 'contact' | 'wrapped' | undefined {
  if ('CustomerMetadata' in record && 'Transcript' in record) return 'lens';
  if (
    'sessionId' in record &&
    ('bot' in record || 'inputTranscript' in record || 'interpretations' in record)
  )
    return 'lex';
  if ('AWSContactTraceRecordFormatVersion' in record || 'InitiationMethod' in record) return 'contact';
  if ('contactId' in record && ('eventType' in record || 'initiationMethod' in record)) return 'contact';
  if ('ContactId' in record && ('InitiationTimestamp' in record || 'Channel' in record)) return 'contact';
  if (record.source === 'aws.connect' || 'Contact' in record || isLogLine(record)) return 'wrapped';
  return undefined;
}

/** Of CloudWatch: the log stands in it as a text. */
const isLogLine = ({ message, timestamp }: Record<string, unknown>): boolean =>
  timestamp !== undefined &&
  typeof message === 'string' &&
  /^\s*\{.*"(sessionId|[cC]ontactId)"/s.test(message);

/** EventBridge puts the event under `detail`, DescribeContact under `Contact`, CloudWatch as a text under `message`. */
const unwrap = (record: Node): Node =>
  record.node('detail') ??
  record.node('Contact') ??
  (record.has('sessionId') ? record : record.parsed('message')) ??
  record;
