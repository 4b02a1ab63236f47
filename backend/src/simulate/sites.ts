import { airline } from './airline-intents.js';
import { banking } from './banking-intents.js';
import type { Intent } from './intent.js';
import { telecom } from './telecom-intents.js';
import type { Language } from './words/lexicon.js';

/** How much of what the bot knows a source sends along with a handoff. */
export type Travels = 'all' | 'most' | 'no_words' | 'phone';

/** One place that sends events: a bot on a platform. */
export interface Site {
  source: string;
  bot: string;
  intents: readonly Intent[];
  /** Conversations against the other sites. */
  weight: number;
  channels: Partial<Record<'web' | 'whatsapp' | 'voice' | 'app', number>>;
  languages: Partial<Record<Language, number>>;
  segments: Record<string, number>;
  travels: Travels;
  /** False: the platform records turns, but no text. */
  words: boolean;
  /** False: the platform never says that it handed over. */
  signals: boolean;
}

const retail = { retail: 0.72, premium: 0.2, business: 0.08 };
const subscribers = { prepaid: 0.3, contract: 0.6, business: 0.1 };
const flyers = { basic: 0.6, silver: 0.25, gold: 0.15 };

export const sites: readonly Site[] = [
  {
    source: 'bank-chat',
    bot: 'teller',
    intents: banking,
    weight: 46,
    channels: { web: 0.5, app: 0.38, whatsapp: 0.12 },
    languages: { en: 0.55, de: 0.26, es: 0.19 },
    segments: retail,
    travels: 'all',
    words: true,
    signals: true,
  },
  {
    source: 'bank-voice',
    bot: 'teller',
    intents: banking,
    weight: 12,
    channels: { voice: 1 },
    languages: { en: 0.7, de: 0.3 },
    segments: retail,
    travels: 'phone',
    words: true,
    signals: true,
  },
  {
    source: 'telco-messaging',
    bot: 'relay-bot',
    intents: telecom,
    weight: 13,
    channels: { whatsapp: 0.6, web: 0.4 },
    languages: { en: 0.36, es: 0.36, pt: 0.28 },
    segments: subscribers,
    travels: 'most',
    words: true,
    signals: true,
  },
  {
    source: 'telco-app',
    bot: 'relay-bot',
    intents: telecom,
    weight: 7,
    channels: { app: 1 },
    languages: { en: 0.4, es: 0.3, pt: 0.3 },
    segments: subscribers,
    travels: 'no_words',
    words: false,
    signals: true,
  },
  {
    source: 'airline-desk',
    bot: 'gate',
    intents: airline,
    weight: 18,
    channels: { web: 0.4, app: 0.3, whatsapp: 0.3 },
    languages: { en: 0.48, de: 0.2, ja: 0.32 },
    segments: flyers,
    travels: 'most',
    words: true,
    signals: true,
  },
  {
    source: 'airline-kiosk',
    bot: 'gate',
    intents: airline,
    weight: 4,
    channels: { web: 1 },
    languages: { en: 0.6, ja: 0.4 },
    segments: flyers,
    travels: 'most',
    words: true,
    signals: false,
  },
];

export interface Release {
  bot: string;
  version: string;
  daysBefore: number;
  dataset?: string;
  improvements?: string[];
}
export const firstVersions: Record<string, string> = { teller: '1.3.2', 'relay-bot': '2.8.1', gate: '0.9.4' };
/** Both of the main bot: the others stay as they are, as a control. */
export const releases: readonly Release[] = [
  { bot: 'teller', version: '1.4.0', daysBefore: 61, dataset: 'ds-2', improvements: ['update_address'] },
  {
    bot: 'teller',
    version: '1.5.0',
    daysBefore: 29,
    dataset: 'ds-3',
    improvements: ['card_declined_abroad', 'dispute_fee'],
  },
];

export interface Queue {
  tier: string;
  skill: string;
  /** Half of the handoffs are accepted within this many seconds, in opening hours. */
  acceptSeconds: number;
  /** Opening hours in the customer's zone; absent: always open. */
  hours?: [number, number];
  fallback?: string;
}
const queues: Record<string, Queue> = {
  accounts: {
    tier: 'tier-1',
    skill: 'accounts',
    acceptSeconds: 48,
    hours: [7, 21],
    fallback: 'service-desk',
  },
  cards: { tier: 'tier-1', skill: 'cards', acceptSeconds: 35 },
  complaints: {
    tier: 'tier-2',
    skill: 'complaints',
    acceptSeconds: 170,
    hours: [8, 18],
    fallback: 'accounts',
  },
  lending: { tier: 'tier-2', skill: 'lending', acceptSeconds: 260, hours: [9, 17] },
  fraud: { tier: 'tier-2', skill: 'fraud', acceptSeconds: 26 },
  'service-desk': { tier: 'tier-1', skill: 'general', acceptSeconds: 95 },
  mobile: { tier: 'tier-1', skill: 'mobile', acceptSeconds: 70, fallback: 'service-desk' },
  sales: { tier: 'tier-1', skill: 'sales', acceptSeconds: 60, hours: [8, 20] },
  billing: { tier: 'tier-1', skill: 'billing', acceptSeconds: 120, hours: [7, 22], fallback: 'service-desk' },
  technical: { tier: 'tier-2', skill: 'network', acceptSeconds: 190, fallback: 'service-desk' },
  retention: { tier: 'tier-2', skill: 'retention', acceptSeconds: 80, hours: [8, 20] },
  porting: { tier: 'tier-2', skill: 'porting', acceptSeconds: 240, hours: [8, 18] },
  service: { tier: 'tier-1', skill: 'service', acceptSeconds: 75 },
  bookings: { tier: 'tier-1', skill: 'bookings', acceptSeconds: 110, fallback: 'service' },
  assistance: { tier: 'tier-2', skill: 'assistance', acceptSeconds: 150 },
  refunds: { tier: 'tier-2', skill: 'refunds', acceptSeconds: 300, hours: [8, 20], fallback: 'service' },
  baggage: { tier: 'tier-1', skill: 'baggage', acceptSeconds: 140, fallback: 'service' },
};

const zones: Record<Language, string[]> = {
  en: ['America/New_York', 'Europe/London', 'America/Chicago'],
  de: ['Europe/Berlin'],
  es: ['Europe/Madrid', 'America/Mexico_City'],
  pt: ['America/Sao_Paulo'],
  ja: ['Asia/Tokyo'],
};
export const zonesOf = (language: Language): readonly string[] => zones[language];

export function queueOf(name: string): Queue {
  const queue = queues[name];
  if (!queue) throw new RangeError(`there is no queue ${name}`);
  return queue;
}
