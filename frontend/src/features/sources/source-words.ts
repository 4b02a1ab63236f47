import type { Format, Signature } from '../../../../backend/src/contract/connections.js';
import { thresholds } from '../../../../backend/src/contract/detectors.js';
import type { reasons } from '../../../../backend/src/contract/events.js';
import type { Answer } from '../../lib/api';
import { count, duration, nothing } from '../../lib/format';

export type Health = Answer<'GET /api/sources'>['sources'][number];
export type Detail = Answer<'GET /api/sources/:name'>;
export type Connection = Answer<'GET /api/connections'>[number];
export type Reason = (typeof reasons)[number];

/** The compiler keeps them in step with the contract without its schemas. */
const reasonOrder: Record<Reason, true> = {
  customer_request: true,
  sentiment_shift: true,
  low_confidence: true,
  no_match: true,
  out_of_scope: true,
  action_failed: true,
  policy_rule: true,
  complexity: true,
  capacity: true,
  unknown: true,
};
export const reasonNames = Object.keys(reasonOrder) as Reason[];

export const formatWords: Record<Format, string> = {
  'amazon-connect': 'Amazon Connect and Lex',
  'bot-framework': 'Bot Framework',
  chatwoot: 'Chatwoot',
  cloudevents: 'Baton’s own events (CloudEvents)',
  'conversational-insights': 'Google Conversational Insights',
  'copilot-studio': 'Copilot Studio',
  csv: 'CSV',
  'dialogflow-cx': 'Dialogflow CX',
  genesys: 'Genesys Cloud',
  intercom: 'Intercom',
  liveperson: 'LivePerson',
  'openai-messages': 'OpenAI-style messages',
  'otel-genai': 'OpenTelemetry GenAI',
  rasa: 'Rasa',
  salesforce: 'Salesforce',
  star: 'STAR',
  sunshine: 'Sunshine Conversations',
  twilio: 'Twilio',
  vcon: 'vCon',
  'zendesk-audits': 'Zendesk ticket audits',
};

export const signatureWords: Record<Signature['kind'], string> = {
  twilio: 'Twilio (X-Twilio-Signature)',
  zendesk: 'Zendesk (X-Zendesk-Webhook-Signature)',
  sunshine: 'Sunshine Conversations (X-API-Key)',
  intercom: 'Intercom (X-Hub-Signature)',
  chatwoot: 'Chatwoot (X-Chatwoot-Signature)',
  standard: 'Standard Webhooks (webhook-signature)',
  stripe: 'As Stripe signs (t=…,v1=…)',
  hmac: 'HMAC in a header (as GitHub signs)',
  token: 'A secret in a header, no signature',
};

/** Why nobody can tell what a source lacks. */
export function whyUntold({ toldFrom: { conversations, episodes, handoffs } }: Health): string {
  const { value: least } = thresholds.least_rows;
  if (conversations === 0 && episodes === 0) return 'no conversations in these four weeks';
  if (episodes === 0)
    return `${count(conversations)} conversations, none with a bot, so that nothing was handed over`;
  return `${count(episodes)} episodes with ${count(handoffs)} handoffs: ${least} of each are needed to say`;
}

export const addressOf = (source: string): string => `/sources/${encodeURIComponent(source)}`;

/** `expected` conversations that did not begin: what the alert of unusual silence is made with. */
export const silenceExpected = 12;

export const verdictWords: Record<Health['volume']['verdict'], string> = {
  usual: 'as usual',
  less: 'less than usual',
  more: 'more than usual',
  unknown: 'too new to say',
};

/** An upper bound, as lags are kept in bins. */
export const lagBound = (seconds: number | null): string =>
  seconds === null ? 'over 30 d' : `≤ ${duration(seconds)}`;

export function lagText({ events, median, p90 }: Health['lag']): string {
  if (events === 0) return nothing;
  return median === p90 ? lagBound(median) : `${lagBound(median)}, nine of ten ${lagBound(p90)}`;
}

export function usualText({ usual }: Health['volume']): string {
  if (!usual) return nothing;
  return `${count(Math.round(usual.low))} to ${count(Math.round(usual.high))}`;
}

/** What is wrong with it, the gravest first; nothing when nothing is. */
export function troublesOf(health: Health): string[] {
  const { volume, intake, waiting, unknown, moved, paused } = health;
  const said: string[] = [];
  if (paused) said.push('paused');
  if (volume.verdict === 'less') said.push('less than usual');
  if (waiting > 0) said.push(`${count(waiting)} refused`);
  if (intake.unsigned > 0) said.push(`${count(intake.unsigned)} not signed`);
  if (intake.conflict > 0) said.push(`${count(intake.conflict)} in conflict`);
  if (moved > 0) said.push(`${count(moved)} fields moved`);
  if (unknown.denominator >= 30 && (unknown.value ?? 0) > 0.2) said.push('reasons unknown');
  return said;
}
