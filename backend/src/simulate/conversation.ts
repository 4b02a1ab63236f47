import type { CloudEvent } from '../contract/events.js';
import { botStretch, customerPause, speak, Voices } from './bot-stretch.js';
import { humanStretch } from './human-stretch.js';
import type { Aftermath } from './human-work.js';
import { type Case, isGamer, Script } from './script.js';

type End = Aftermath | 'solved' | 'left';

/** How likely the customer comes back within weeks, by how it ended. */
const returns: Record<End, number> = {
  nobody: 0.34,
  unresolved: 0.22,
  wrong: 0.15,
  slow: 0.07,
  good: 0.04,
  solved: 0.025,
  left: 0.07,
};

/** What the bot calls to change something: a back office may have to carry it out. */
const changes = /\.(activate|schedule|raise|block|update|change|assign|rebook|request)$/;

/** What brings the customer back. */
export interface Return {
  at: number;
  /** About the same matter. */
  isSame: boolean;
}

export interface Written {
  events: CloudEvent[];
  again: Return | undefined;
}

/** Writes one conversation from its first event to its last, however long that takes. */
export function writeConversation(about: Case): Written {
  const { random, site } = about;
  const script = new Script(site.source, about.conversation, about.startedAt);
  const voices = new Voices(about);
  script.add('conversation.started', {
    bot: site.bot,
    bot_version: about.version,
    channel: about.channel,
    language: about.language,
    segment: about.segment,
    initiated_by: about.byBusiness ? 'business' : 'customer',
    customer: about.customer ? { id: about.customer } : undefined,
  });
  const end = about.byBusiness ? remind(script, about, voices) : serve(script, about, voices);
  if (random.chance(0.01)) {
    script.wait(60);
    script.add('consent.changed', {
      scopes: random.pick([
        ['identity', 'summary'],
        ['identity', 'transcript', 'summary', 'training'],
      ]),
    });
  }
  return { events: script.events, again: returnAfter(end, script.at, about) };
}

/** After a good end the next matter is mostly another one. */
function returnAfter(end: End, endedAt: number, about: Case): Return | undefined {
  const { random, visits } = about;
  if (visits >= 4 || !(random.chance(returns[end]) || isGamer(about))) return undefined;
  const isWell = end === 'good' || end === 'solved';
  return { at: endedAt + random.lognormal(30 * 3_600_000, 1.1), isSame: random.chance(isWell ? 0.3 : 0.86) };
}

function serve(script: Script, about: Case, voices: Voices): End {
  const { random, site } = about;
  const stretch = botStretch(script, about, voices);
  if (stretch.outcome === 'stuck' && site.signals) {
    const aftermath = humanStretch(script, about, stretch, voices);
    if (aftermath !== 'nobody') survey(script, about, 'human', aftermath === 'good' ? 0.75 : 0.35);
    return aftermath;
  }
  if (stretch.outcome === 'solved') {
    finish(script, about, voices);
    survey(script, about, 'bot', 0.65);
    return 'solved';
  }
  script.wait(random.between(300, 1200));
  script.add('conversation.ended', {
    by: 'system',
    resolved: random.chance(0.4) && site.signals ? 'no' : undefined,
  });
  return 'left';
}

/** Solved: a back office may have to act on it, the customer may say so. */
function finish(script: Script, about: Case, voices: Voices): void {
  const { random, intent, conversation } = about;
  if (about.site.signals && changes.test(intent.attempt) && random.chance(0.1)) {
    const id = `${conversation}-s1`;
    script.wait(0.5);
    script.add('handoff.initiated', {
      handoff_id: id,
      purpose: 'success',
      from: { kind: 'bot', id: about.site.bot },
      to: { kind: 'system', id: 'back-office', queue: 'fulfilment' },
      context: { intent: intent.name, entities: { product: about.site.bot } },
      required_actions: [{ id: `${id}-a1`, kind: 'fulfil', description: `Carry out ${intent.attempt}` }],
      signal: 'explicit',
    });
    script.wait(1);
    script.add('handoff.delivered', { handoff_id: id });
    script.wait(random.exponential(240));
    const isDone = random.chance(0.95);
    script.add('action.recorded', {
      handoff_id: id,
      action_id: `${id}-a1`,
      kind: 'fulfil',
      result: isDone ? 'correct' : 'incorrect',
      cause: isDone ? undefined : 'system_error',
      evidence: 'system',
    });
  }
  const says = random.chance(0.55);
  if (says) {
    script.wait(customerPause(about));
    speak(script, about, 'customer', voices.of('thanks'), { sentiment: 0.6 });
  }
  script.wait(says ? 4 : 600);
  script.add('conversation.ended', {
    by: says ? 'customer' : 'system',
    resolved: says ? 'confirmed' : 'assumed',
  });
}

/** The business writes first: most customers only read it. */
function remind(script: Script, about: Case, voices: Voices): End {
  const { random } = about;
  script.wait(1);
  speak(script, about, 'bot', voices.of('reminder'));
  if (random.chance(0.14)) return serve(script, about, voices);
  if (random.chance(0.45)) {
    script.wait(random.lognormal(900, 1));
    speak(script, about, 'customer', voices.of('reminderReply'), { sentiment: 0.2 });
    script.wait(2);
    speak(script, about, 'bot', voices.of('bye'));
  }
  script.wait(1800);
  script.add('conversation.ended', { by: 'system', resolved: 'assumed' });
  return 'solved';
}

/** `mood` is the share of good marks. */
function survey(script: Script, about: Case, leg: 'bot' | 'human', mood: number): void {
  const { random } = about;
  if (!random.chance(leg === 'human' ? 0.2 : 0.08)) return;
  script.wait(random.lognormal(600, 1));
  const live = leg === 'human' ? { lsat: 0.08 } : {};
  const kind = random.share({ csat: 0.62, nps: 0.2, ces1: 0.05, ces2: 0.1, ...live });
  const [min, max] = { csat: [1, 5], nps: [0, 10], ces1: [1, 5], ces2: [1, 7], lsat: [1, 10] }[kind] as [
    number,
    number,
  ];
  const middle = Math.floor((min + max) / 2);
  const isGood = random.chance(mood);
  // The first customer effort score is the only one where low is good.
  const isHigh = isGood === (kind !== 'ces1');
  const score = isHigh ? middle + 1 + random.below(max - middle) : min + random.below(middle - min + 1);
  script.add('survey.recorded', { kind, score, scale: { min, max }, leg });
}
