import type { IncomingType } from '../contract/event-types.js';
import type { CloudEvent, DataOf } from '../contract/events.js';
import type { Intent } from './intent.js';
import { Random } from './random.js';
import type { Site } from './sites.js';
import type { Language } from './words/lexicon.js';

/** Why somebody writes, before anything is said. */
export interface Case {
  conversation: string;
  site: Site;
  version: string;
  intent: Intent;
  /** The customer wants something that no bot here knows. */
  offTopic: boolean;
  language: Language;
  zone: string;
  channel: 'web' | 'whatsapp' | 'voice' | 'app';
  segment: string;
  /** Absent for visitors who did not sign in. */
  customer: string | undefined;
  startedAt: number;
  byBusiness: boolean;
  /** The human side is down: nobody can take it. */
  outage: boolean;
  /** How many contacts about the same thing came before. */
  contacts: number;
  /** How many contacts about anything this one goes back to. */
  visits: number;
  random: Random;
}

/** Chances of one conversation that leave its other draws as they are. */
export const aside = ({ conversation }: Case, what: string): Random => Random.of(1, what, conversation);

/** A few customers have learned the word that opens the door, and say it first each time. */
export const isGamer = ({ customer, site }: Case): boolean =>
  site.signals && customer !== undefined && Random.of(1, 'gamer', customer).chance(0.002);

/** Writes down what happens in one conversation; `at` is the clock of the one who acts next. */
export class Script {
  at: number;

  constructor(
    readonly source: string,
    readonly conversation: string,
    startedAt: number,
    readonly events: CloudEvent[] = [],
  ) {
    this.at = Math.round(startedAt);
  }

  /** What another system writes down of the same contact, under its own name. */
  elsewhere(source: string, conversation: string): Script {
    return new Script(source, conversation, this.at, this.events);
  }

  wait(seconds: number): this {
    this.at += Math.max(1, Math.round(seconds * 1000));
    return this;
  }

  add<T extends IncomingType>(type: T, data: DataOf<T>): void {
    this.addAt(this.at, type, data);
  }

  addAt<T extends IncomingType>(at: number, type: T, data: DataOf<T>): void {
    this.events.push({
      specversion: '1.0',
      id: `${this.conversation}-${String(this.events.length + 1).padStart(2, '0')}`,
      source: this.source,
      type,
      subject: this.conversation,
      time: new Date(at).toISOString(),
      data: withoutAbsent(data),
    });
  }
}

/** A field that is not known is not there. */
function withoutAbsent(data: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    kept[name] = isRecord ? withoutAbsent(value) : value;
  }
  return kept;
}
