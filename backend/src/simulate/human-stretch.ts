import type { DataOf } from '../contract/events.js';
import { customerPause, type Stretch, speak, type Voices } from './bot-stretch.js';
import { contextOf } from './context.js';
import { type Aftermath, type Taken, workOn } from './human-work.js';
import type { Duty } from './intent.js';
import { aside, type Case, type Script } from './script.js';
import { localTime } from './seasons.js';
import { type Queue, queueOf } from './sites.js';

type Initiated = DataOf<'handoff.initiated'>;

const day = 86_400;
const patience = { web: 1500, app: 2400, whatsapp: 40_000, voice: 420 };

/** From the bot's handoff to the end of the human's work, whatever it is. */
export function humanStretch(script: Script, about: Case, stretch: Stretch, voices: Voices): Aftermath {
  const { random } = about;
  const sent = initiate(script, about, stretch);
  const queue = queueOf(sent.queue);
  const route = routeOf(about, queue);
  if (route === 'failed') {
    fail(script, about, sent);
    if (!about.outage && random.chance(0.4)) return again(script, about, stretch, voices, sent);
    script.wait(random.between(30, 400));
    script.add('conversation.ended', { by: 'customer', resolved: 'no' });
    return 'nobody';
  }
  let taker = sent.queue;
  if (route === 'rerouted') {
    taker = queue.fallback ?? 'service-desk';
    script.wait(random.between(20, 90));
    script.add('handoff.rerouted', {
      handoff_id: sent.id,
      reason: random.pick(['queue_closed', 'no_agent']),
      path: sent.queue,
      next_path: taker,
    });
  }
  if (about.site.source === 'bank-voice' && about.customer && aside(about, 'ticket').chance(0.05)) {
    return byTicket(script, about, voices);
  }
  const wait =
    route === 'unanswered' ? Number.POSITIVE_INFINITY : waitFor(about, queueOf(taker), route, script.at);
  if (wait > patience[about.channel] * random.lognormal(1, 0.6)) return gone(script, about, wait);
  if (about.site.bot === 'relay-bot' && wait > overflowSeconds && aside(about, 'overflow').chance(0.5)) {
    return overflow(script, about, voices, sent);
  }
  script.wait(wait);
  return workOn(script, about, voices, stretch, { ...sent, queue: taker });
}

function initiate(script: Script, about: Case, stretch: Stretch): Taken {
  const { random, site } = about;
  const id = `${about.conversation}-h1`;
  const queueName = about.offTopic ? 'service-desk' : about.intent.queue;
  const { skill, tier, fallback } = queueOf(queueName);
  const duties = about.offTopic ? [] : about.intent.duties;
  const isUrgent = about.segment === 'premium' || about.segment === 'gold' || queueName === 'fraud';
  const isInferred = site.travels === 'phone';
  const { context, fullness } = contextOf(about, stretch);
  const startedAt = script.wait(0.3).at;
  script.add('handoff.initiated', {
    handoff_id: id,
    purpose: 'escalation',
    from: { kind: 'bot', id: site.bot },
    to: { kind: 'human', queue: queueName, skill, tier },
    reasons: stretch.reasons,
    signal: isInferred ? 'inferred' : 'explicit',
    rule: isInferred ? 'queue_entered' : undefined,
    proactive: !stretch.asked,
    context,
    required_actions:
      duties.length > 0 ? duties.map((duty, index) => required(id, duty, index, startedAt)) : undefined,
    priority: isUrgent ? 'high' : random.share({ normal: 0.9, low: 0.1 }),
    consent_scopes: agreed[random.share({ all: 0.66, some: 0.04, unsaid: 0.3 })],
    deadline: isUrgent ? new Date(startedAt + 4 * 3_600_000).toISOString() : undefined,
    customer_notified: random.chance(0.93),
    fallback,
  });
  if (random.chance(0.96)) {
    script.wait(random.between(0.3, 2.5));
    script.add('handoff.delivered', { handoff_id: id });
  }
  return { id, queue: queueName, fullness, startedAt, duties };
}

/** What the customer agreed to let travel; some do not agree to everything that does. */
const agreed = {
  all: ['identity', 'transcript', 'sentiment', 'summary', 'entities', 'attempts', 'sources'],
  some: ['identity', 'summary', 'entities', 'attempts', 'sources'],
  unsaid: undefined,
};

function required(
  handoff: string,
  duty: Duty,
  index: number,
  startedAt: number,
): NonNullable<Initiated['required_actions']>[number] {
  const action: NonNullable<Initiated['required_actions']>[number] = {
    id: `${handoff}-a${index + 1}`,
    kind: duty.kind,
    description: duty.description,
  };
  if (duty.dueMinutes) action.due = new Date(startedAt + duty.dueMinutes * 60_000).toISOString();
  if (duty.promised) action.promised = true;
  return action;
}

type Route = 'answered' | 'failed' | 'rerouted' | 'unanswered' | 'next_morning';

function routeOf(about: Case, queue: Queue): Route {
  const { random } = about;
  if (about.outage) return random.share({ failed: 0.5, unanswered: 0.2, answered: 0.3 });
  const hour = localTime(about.startedAt, about.zone).hour;
  const isOpen = !queue.hours || (hour >= queue.hours[0] && hour < queue.hours[1]);
  if (isOpen) return random.share({ answered: 0.91, failed: 0.025, rerouted: 0.04, unanswered: 0.03 });
  if (queue.fallback) return random.share({ rerouted: 0.8, failed: 0.1, next_morning: 0.1 });
  return about.channel === 'voice' ? 'failed' : random.share({ failed: 0.3, next_morning: 0.7 });
}

/** Seconds until somebody takes it. */
function waitFor(about: Case, queue: Queue, route: Route, at: number): number {
  const { random } = about;
  if (route === 'next_morning') {
    const opensIn = ((queue.hours?.[0] ?? 8) - localTime(at, about.zone).hour + 24) % 24;
    return opensIn * 3600 + random.lognormal(queue.acceptSeconds * 3, 0.7);
  }
  const busy = localTime(at, about.zone).hour;
  const load = busy >= 9 && busy < 12 ? 1.5 : 1;
  return random.lognormal(queue.acceptSeconds * load * (about.channel === 'whatsapp' ? 1.6 : 1), 0.9);
}

function fail(script: Script, { random }: Case, { id, queue }: Taken): void {
  script.wait(random.between(15, 120));
  const reason = random.share({ queue_closed: 0.3, no_agent: 0.4, timeout: 0.2, transfer_error: 0.1 });
  script.add('handoff.failed', { handoff_id: id, reason, path: queue });
}

/** The bot holds on to the customer and asks for a human once more, elsewhere. */
function again(script: Script, about: Case, stretch: Stretch, voices: Voices, before: Taken): Aftermath {
  const { random, site } = about;
  const queue = queueOf(before.queue).fallback ?? 'service-desk';
  const { skill, tier, acceptSeconds } = queueOf(queue);
  script.wait(random.between(2, 20));
  speak(script, about, 'bot', voices.of('handover'));
  const sent = { ...before, id: `${about.conversation}-h5`, queue, startedAt: script.wait(1).at };
  script.add('handoff.initiated', {
    handoff_id: sent.id,
    purpose: 'escalation',
    from: { kind: 'bot', id: site.bot },
    to: { kind: 'human', queue, skill, tier },
    reasons: stretch.reasons,
    signal: 'explicit',
    proactive: !stretch.asked,
    context: contextOf(about, stretch).context,
  });
  script.wait(random.lognormal(acceptSeconds, 0.8));
  return workOn(script, about, voices, stretch, { ...sent, duties: [] });
}

const overflowSeconds = 300;

/** The queue is full: the customer is given back to the bot. */
function overflow(script: Script, about: Case, voices: Voices, { id, queue }: Taken): Aftermath {
  const back = `${id}-back`;
  script.wait(overflowSeconds);
  script.add('handoff.initiated', {
    handoff_id: back,
    purpose: 'return',
    from: { kind: 'system', queue },
    to: { kind: 'bot', id: about.site.bot },
    reasons: ['capacity'],
    signal: 'explicit',
  });
  script.wait(2);
  script.add('handoff.accepted', { handoff_id: back });
  speak(script, about, 'bot', about.offTopic ? voices.of('clarify') : voices.topic('answer'));
  script.wait(customerPause(about));
  const isServed = aside(about, 'served').chance(0.4);
  speak(script, about, 'customer', voices.of(isServed ? 'thanks' : 'upset'), {
    sentiment: isServed ? 0.4 : -0.6,
  });
  script.wait(20);
  script.add('conversation.ended', { by: 'customer', resolved: isServed ? 'confirmed' : 'no' });
  return isServed ? 'good' : 'unresolved';
}

/** The desk writes its own ticket, and neither system knows of the other. */
function byTicket(script: Script, about: Case, voices: Voices): Aftermath {
  const ticket = script.elsewhere('bank-tickets', `${about.conversation}-ticket`);
  script.wait(5).add('conversation.ended', { by: 'system' });
  ticket.wait(240);
  ticket.add('conversation.started', {
    channel: about.channel,
    language: about.language,
    segment: about.segment,
    customer: about.customer ? { id: about.customer } : undefined,
  });
  speak(ticket, about, 'human', voices.of('humanRepeat'));
  ticket.wait(customerPause(about));
  speak(ticket, about, 'customer', about.offTopic ? voices.of('offTopic') : voices.firstWords());
  ticket.wait(60);
  speak(ticket, about, 'human', about.offTopic ? voices.of('bye') : voices.topic('human'));
  ticket.wait(30).add('conversation.ended', { by: 'human', resolved: 'assumed' });
  script.at = ticket.at;
  return 'slow';
}

/** Nobody came in time: the customer leaves, or the platform closes it after three days. */
function gone(script: Script, about: Case, wait: number): Aftermath {
  const leaves = about.random.chance(0.65);
  script.wait(leaves ? Math.min(wait, patience[about.channel] * about.random.between(0.5, 1.5)) : 3 * day);
  script.add('conversation.ended', { by: leaves ? 'customer' : 'system', resolved: 'no' });
  return 'nobody';
}
