import { customerPause, type Stretch, speak, type Voices } from './bot-stretch.js';
import { carryOut } from './duties.js';
import type { Duty } from './intent.js';
import { aside, type Case, type Script } from './script.js';
import { queueOf } from './sites.js';

/** How the human side went; bad ends bring the customer back. */
export type Aftermath = 'good' | 'slow' | 'wrong' | 'unresolved' | 'nobody';

const day = 86_400;

/** A handoff that somebody is to take. */
export interface Taken {
  id: string;
  queue: string;
  fullness: number;
  startedAt: number;
  duties: readonly Duty[];
}

/** The human's work, from joining to the resolution. */
export function workOn(
  script: Script,
  about: Case,
  voices: Voices,
  stretch: Stretch,
  taken: Taken,
): Aftermath {
  const { random } = about;
  const slow = script.at - taken.startedAt > 900_000;
  let agent = join(script, about, taken.id, taken.queue);
  if (random.chance(0.018)) {
    script.wait(3 * day);
    script.add('conversation.ended', { by: 'system', resolved: 'no' });
    return 'nobody';
  }
  const repeated = greet(script, about, voices, taken.id, agent, taken.fullness);
  const misroute = about.offTopic || about.intent.takenFor !== undefined ? 0.25 : 0.055;
  const transferred = random.chance(misroute);
  let handoff = taken.id;
  let queue = taken.queue;
  if (transferred) {
    for (const id of random.chance(0.16) ? ['h2', 'h4'] : ['h2']) {
      handoff = `${about.conversation}-${id}`;
      ({ agent, queue } = passOn(script, about, handoff, queue));
    }
  }
  help(script, about, voices, taken.fullness);
  script.wait(random.lognormal(about.visits > 0 ? 110 : 60, 0.6));
  const unresolved = random.chance(slow || transferred ? 0.16 : 0.06);
  const words = about.offTopic ? voices.of('bye') : voices.topic('human');
  const { wrong, firstAt } = carryOut(
    script,
    about,
    { id: taken.id, at: taken.startedAt, duties: taken.duties, by: agent },
    { fullness: taken.fullness, transferred, slow },
  );
  if (firstAt && firstAt - script.at < 600_000) script.at = Math.max(script.at, firstAt);
  partWords(script, about, voices, words, unresolved);
  resolve(script, about, voices, stretch, { handoff, agent, unresolved, words, repeated });
  if (unresolved) return 'unresolved';
  if (wrong > 0) return 'wrong';
  return slow ? 'slow' : 'good';
}

/** The first words that are more than a greeting: the sooner, the more of the context arrived. */
function help(script: Script, about: Case, voices: Voices, fullness: number): void {
  // Who comes back has more to tell, and more to be asked.
  const more = about.visits > 0 ? 1.5 : 1;
  script.wait(about.random.lognormal((18 + 50 * (1 - fullness)) * more, 0.6));
  speak(script, about, 'human', about.offTopic ? voices.of('clarify') : voices.topic('answer'));
  if (about.site.source === 'bank-chat' && !about.offTopic && aside(about, 'assist').chance(0.2)) {
    script.wait(3);
    speak(script, about, 'bot', voices.topic('answer'));
  }
  script.wait(customerPause(about));
}

/** What the human says last, and what the customer thinks of it. */
function partWords(script: Script, about: Case, voices: Voices, words: string, unresolved: boolean): void {
  script.wait(about.random.between(5, 40));
  speak(script, about, 'human', words);
  if (!about.random.chance(0.4)) return;
  script.wait(customerPause(about));
  const [reply, sentiment] = unresolved ? [voices.of('upset'), -0.6] : [voices.of('thanks'), 0.5];
  speak(script, about, 'customer', reply, { sentiment });
}

function join(script: Script, about: Case, id: string, queue: string): string {
  const { random } = about;
  const agent = `agent-${String(1 + random.below(60)).padStart(3, '0')}`;
  const { skill } = queueOf(queue);
  // The voice platform does not say who can do what.
  const skills =
    about.site.source === 'bank-voice'
      ? undefined
      : ['general', ...(aside(about, id).chance(0.93) ? [skill] : [])];
  script.add('handoff.accepted', { handoff_id: id, by: agent, queue, skills });
  script.wait(random.lognormal(7, 0.7));
  const readback = queueOf(queue).tier === 'tier-2' && random.chance(0.35);
  script.add('handoff.joined', {
    handoff_id: id,
    by: agent,
    queue,
    readback: readback ? { intent: about.intent.name, customer: about.customer ?? 'unknown' } : undefined,
  });
  return agent;
}

/** The first human words; says what the customer had to tell again (`undefined`: nobody reported it). */
function greet(
  script: Script,
  about: Case,
  voices: Voices,
  id: string,
  agent: string,
  fullness: number,
): string[] | undefined {
  const { random } = about;
  const asksAgain = random.chance(0.75 - 0.68 * fullness);
  script.wait(random.lognormal(18, 0.6));
  script.add('handoff.replied', { handoff_id: id, by: agent });
  script.wait(0.2);
  const words = voices.of(asksAgain ? 'humanRepeat' : 'humanHello');
  speak(script, about, 'human', words, { action: 'greeting' });
  if (asksAgain) {
    script.wait(customerPause(about));
    speak(script, about, 'customer', about.offTopic ? voices.of('offTopic') : voices.firstWords(), {
      sentiment: -0.3,
    });
  }
  if (random.chance(0.2)) return undefined;
  return asksAgain
    ? random.pick([['intent'], ['identity', 'intent'], ['identity'], ['intent', 'details']])
    : [];
}

/** Sent to the wrong queue: the human sends it on. */
function passOn(script: Script, about: Case, id: string, from: string): { agent: string; queue: string } {
  const { random } = about;
  const queue = random.pick(
    from === 'service-desk' ? ['accounts', 'billing'] : ['service-desk', 'complaints'],
  );
  const { skill, tier, acceptSeconds } = queueOf(queue);
  script.wait(random.between(40, 200));
  script.add('handoff.initiated', {
    handoff_id: id,
    purpose: 'transfer',
    from: { kind: 'human', queue: from },
    to: { kind: 'human', queue, skill, tier },
    reasons: ['unknown'],
    signal: 'explicit',
    context: random.chance(0.6)
      ? { intent: about.intent.name, summary: { situation: about.intent.situation } }
      : {},
  });
  script.wait(random.lognormal(acceptSeconds, 0.8));
  const agent = join(script, about, id, queue);
  script.wait(random.lognormal(15, 0.5));
  script.add('handoff.replied', { handoff_id: id, by: agent });
  return { agent, queue };
}

interface Ending {
  handoff: string;
  agent: string;
  unresolved: boolean;
  words: string;
  repeated: string[] | undefined;
}

function resolve(script: Script, about: Case, voices: Voices, stretch: Stretch, ending: Ending): void {
  const { random, intent } = about;
  const knowsIntent = !about.offTopic && random.chance(0.9);
  const isDeclined = intent.name === 'refund_cancelled_flight' && aside(about, 'declined').chance(0.2);
  const near = about.site.intents.filter((each) => each.queue === intent.queue);
  const other = random.chance(0.12) ? random.pick(near).name : intent.name;
  script.wait(random.between(3, 30));
  script.add('handoff.resolved', {
    handoff_id: ending.handoff,
    resolution: {
      outcome: ending.unresolved ? 'unresolved' : 'resolved',
      intent: knowsIntent ? other : undefined,
      disposition: isDeclined
        ? 'refund_declined'
        : ending.unresolved
          ? 'follow_up'
          : random.share({ solved: 0.8, explained: 0.15, goodwill: 0.05 }),
      steps: about.offTopic ? ['explain what the company does'] : [...intent.steps],
      words: about.site.words ? ending.words : undefined,
      repeated: ending.repeated,
    },
  });
  if (random.chance(0.05)) backToBot(script, about, voices, stretch);
  else {
    script.wait(random.between(5, 120));
    const resolved = ending.unresolved ? 'no' : random.share({ confirmed: 0.45, assumed: 0.55 });
    script.add('conversation.ended', { by: random.pick(['human', 'customer']), resolved });
  }
}

/** The human gives the conversation back; now and then the bot says nothing. */
function backToBot(script: Script, about: Case, voices: Voices, stretch: Stretch): void {
  const { random } = about;
  script.wait(2);
  script.add('handoff.initiated', {
    handoff_id: `${about.conversation}-h3`,
    purpose: 'return',
    from: { kind: 'human' },
    to: { kind: 'bot', id: about.site.bot },
    signal: 'explicit',
    context: stretch.intent ? { intent: stretch.intent } : undefined,
  });
  if (random.chance(0.12)) {
    if (!random.chance(0.5)) return;
    script.wait(customerPause(about));
    speak(script, about, 'customer', voices.of('askHuman'), { sentiment: -0.4, requests_human: true });
    script.wait(3 * day);
    script.add('conversation.ended', { by: 'system', resolved: 'no' });
    return;
  }
  script.wait(2);
  script.add('handoff.accepted', { handoff_id: `${about.conversation}-h3` });
  speak(script, about, 'bot', voices.of('back'), { intent: stretch.intent });
  script.wait(customerPause(about));
  speak(script, about, 'customer', voices.of('yes'), { sentiment: 0.4 });
  script.wait(30);
  script.add('conversation.ended', { by: 'customer', resolved: 'confirmed' });
}
