import type { z } from 'zod';
import type { conversationAnswer } from '../contract/conversations.js';
import type { handoffAnswer } from '../contract/handoffs.js';
import type { Story } from '../episodes/story.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

type Answer = z.output<typeof handoffAnswer>;
type Survey = z.output<typeof conversationAnswer>['surveys'][number];

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const iso = (event: LedgerEvent) => new Date(event.at).toISOString();
const share = (basisPoints: number | undefined) => (basisPoints === undefined ? null : basisPoints / 10_000);

/** What was said, with what the bot made of it. */
export function listTurns(events: readonly LedgerEvent[]): Answer['turns'] {
  return events.flatMap((event) => {
    const { pub } = event;
    if (event.type !== 'turn.recorded' || pub.role === undefined) return [];
    return {
      at: iso(event),
      role: pub.role,
      text: text(event.event?.data.text),
      textWithheld: false,
      intent: pub.intent ?? null,
      confidence: share(pub.confidence_bp),
      sentiment: share(pub.sentiment_bp),
      action: pub.action ?? null,
      failedCode: pub.failed_code ?? null,
      entry: event.index,
    };
  });
}

/** What happened around what was said. */
export function listSteps(events: readonly LedgerEvent[]): Answer['steps'] {
  return events
    .filter((event) => event.type !== 'turn.recorded')
    .map((event) => ({ at: iso(event), type: event.type, what: describe(event), entry: event.index }));
}

/** What customers said of it in numbers. */
export function listSurveys(events: readonly LedgerEvent[]): Survey[] {
  return events.flatMap((event) => {
    const { kind, leg, score_milli: score, scale_milli: scale } = event.pub;
    if (event.type !== 'survey.recorded' || !kind || !leg || score === undefined) return [];
    return {
      at: iso(event),
      kind: kind as Survey['kind'],
      leg,
      score: score / 1000,
      scale: scale ? { min: scale[0] / 1000, max: scale[1] / 1000 } : null,
      entry: event.index,
    };
  });
}

const levels = {
  'handoff.delivered': 'delivered',
  'handoff.accepted': 'accepted',
  'handoff.joined': 'joined',
  'handoff.replied': 'replied',
} as const;

export function listAcknowledgements(story: Story): Answer['acknowledgements'] {
  return story.followed.flatMap((event) => {
    if (!(event.type in levels)) return [];
    const level = levels[event.type as keyof typeof levels];
    return { level, at: iso(event), by: text(event.event?.data.by), entry: event.index };
  });
}

/** The last word about how it ended. */
export function findResolution(story: Story): Answer['resolution'] {
  const resolved = story.followed.findLast((event) => event.type === 'handoff.resolved');
  if (!resolved) return null;
  const said = resolved.event?.data.resolution as { steps?: unknown; words?: unknown } | undefined;
  return {
    outcome: resolved.pub.outcome ?? 'unresolved',
    disposition: resolved.pub.disposition ?? null,
    steps: Array.isArray(said?.steps) ? said.steps.map(String) : [],
    words: text(said?.words),
    repeated: resolved.pub.repeated ?? [],
  };
}

/** One event in words. */
function describe({ type, pub }: LedgerEvent): string {
  switch (type) {
    case 'conversation.started':
      return pub.bot ? `The conversation began with ${pub.bot}` : 'The conversation began';
    case 'conversation.ended':
      return ended(pub.resolved);
    case 'handoff.initiated':
      return `${capital(pub.purpose ?? 'handoff')} to ${pub.queue ?? pub.to_kind ?? 'another'}`;
    case 'handoff.delivered':
      return 'The receiver’s system has it';
    case 'handoff.accepted':
      return pub.queue ? `Accepted in ${pub.queue}` : 'Accepted';
    case 'handoff.joined':
      return pub.readback ? 'A human joined and read the key fields back' : 'A human joined';
    case 'handoff.replied':
      return 'The first human reply';
    case 'handoff.failed':
      return withReason('The handoff failed', pub.reason);
    case 'handoff.rerouted':
      return withReason(
        pub.next_path ? `Sent another way, to ${pub.next_path}` : 'Sent another way',
        pub.reason,
      );
    case 'action.recorded':
      return withReason(`${pub.kind ?? 'Required action'}: ${pub.result ?? 'recorded'}`, pub.cause);
    case 'handoff.resolved':
      return withReason(capital(pub.outcome ?? 'resolved'), pub.disposition);
    case 'survey.recorded':
      return `Survey (${pub.kind ?? 'unknown'}) about the ${pub.leg ?? 'unknown'} leg`;
    case 'consent.changed':
      return 'The customer changed what may be shared';
    default:
      return type;
  }
}

function ended(resolved: LedgerEvent['pub']['resolved']): string {
  if (resolved === 'confirmed') return 'The conversation ended, confirmed as solved';
  if (resolved === 'assumed') return 'The conversation ended, taken as solved';
  return 'The conversation ended';
}

function withReason(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what} (${reason.replaceAll('_', ' ')})`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
