import type { Return } from './conversation.js';
import type { Intent } from './intent.js';
import { digest, Random } from './random.js';
import type { Case } from './script.js';
import { business } from './seasons.js';
import { firstVersions, releases, type Site, sites, zonesOf } from './sites.js';

export interface Span {
  seed: number;
  /** The end of the simulated time, in ms. */
  now: number;
  days: number;
  /** How many contacts come by themselves; callbacks come on top. */
  conversations: number;
}

const hour = 3_600_000;
export const dayMs = 24 * hour;
/** How busy an average moment is: the mean of `business` over a week. */
const meanBusiness = 0.418;
/** Customers over all bots: enough that few write twice by chance. */
const customers = 60_000;

/** The network fault: its bot, when it began before `now`, how long it lasted. */
const fault = { bot: 'relay-bot', intent: 'no_signal', beganMs: 33 * dayMs - 10 * hour, lastedMs: 6 * hour };
const isFault = (span: Span, site: Site, at: number) =>
  site.bot === fault.bot && at >= span.now - fault.beganMs && at < span.now - fault.beganMs + fault.lastedMs;

/** The contacts that come by themselves, in order of time. */
export function* arrivals(span: Span): Generator<Case> {
  const random = Random.of(span.seed, 'arrivals');
  const mean = (span.days * dayMs * meanBusiness) / span.conversations;
  let number = 0;
  for (let at = span.now - span.days * dayMs; ; ) {
    at += random.exponential(mean);
    if (at >= span.now) return;
    const site = random.weighted(sites, (each) => each.weight);
    const language = random.share(site.languages);
    const zone = random.pick(zonesOf(language));
    if (!random.chance(business(at, zone))) continue;
    number++;
    yield firstContact(span, { site, language, zone, number, at: Math.round(at) });
  }
}

interface Contact {
  site: Site;
  language: Case['language'];
  zone: string;
  number: number;
  at: number;
}

function firstContact(span: Span, contact: Contact): Case {
  const { site, at } = contact;
  const random = Random.of(span.seed, 'contact', contact.number);
  const offTopic = random.chance(0.045);
  return {
    conversation: `${runOf(span)}-${String(contact.number).padStart(6, '0')}`,
    site,
    version: versionAt(span, site.bot, at),
    intent: random.weighted(site.intents, (intent) => weightAt(span, site, intent, at)),
    offTopic,
    language: contact.language,
    zone: contact.zone,
    channel: random.share(site.channels),
    segment: random.share(site.segments),
    customer: random.chance(0.05) ? undefined : customerOf(random, contact),
    startedAt: at,
    byBusiness: !offTopic && random.chance(0.04),
    outage: isFault(span, site, at),
    contacts: 0,
    visits: 0,
    random,
  };
}

/** The same customer once more, sometimes by another channel. */
export function comeBack(span: Span, before: Case, { at, isSame }: Return): Case {
  const conversation = `${before.conversation.split('.')[0]}.${before.visits + 1}`;
  const random = Random.of(span.seed, 'again', conversation);
  return {
    ...before,
    conversation,
    version: versionAt(span, before.site.bot, at),
    intent: isSame
      ? before.intent
      : random.weighted(before.site.intents, (intent) => weightAt(span, before.site, intent, at)),
    offTopic: before.offTopic && isSame,
    channel: random.chance(0.8) ? before.channel : random.share(before.site.channels),
    startedAt: Math.round(at),
    byBusiness: false,
    outage: isFault(span, before.site, at),
    contacts: isSame ? before.contacts + 1 : 0,
    visits: before.visits + 1,
    random,
  };
}

/** Four letters that tell this run's ids from those of a run with another seed or another `now`. */
const runOf = (span: Span) => digest(`${span.seed}/${span.now}`).toString(36).padStart(4, '0').slice(0, 4);

function versionAt(span: Span, bot: string, at: number): string {
  let version = firstVersions[bot] ?? '1.0.0';
  for (const release of releases) {
    if (release.bot === bot && at >= releasedAt(span, release.daysBefore)) version = release.version;
  }
  return version;
}

/** A release comes out at 09:00 UTC. */
export const releasedAt = (span: Pick<Span, 'now'>, daysBefore: number): number =>
  Math.floor((span.now - daysBefore * dayMs) / dayMs) * dayMs + 9 * hour;

function weightAt(span: Span, site: Site, intent: Intent, at: number): number {
  const grown = intent.grows && at > span.now - intent.grows.lastDays * dayMs ? intent.grows.times : 1;
  const struck = intent.name === fault.intent && isFault(span, site, at) ? 12 : 1;
  return intent.weight * grown * struck;
}

/** Every bot and language has its own customers; the channels of one bot share them. */
function customerOf(random: Random, { site, language }: Contact): string {
  const bots = Object.keys(firstVersions);
  const total = sites.reduce((sum, each) => sum + each.weight, 0);
  const share =
    sites.filter((each) => each.bot === site.bot).reduce((sum, each) => sum + each.weight, 0) / total;
  const group = bots.indexOf(site.bot) * 5 + ['en', 'de', 'es', 'pt', 'ja'].indexOf(language);
  const count = Math.max(1, Math.floor((customers / 15) * 15 * share * (site.languages[language] ?? 1)));
  return `cust-${String(random.below(count) * 15 + group).padStart(6, '0')}`;
}
