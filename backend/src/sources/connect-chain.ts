import type { Slot } from './memory.js';
import type { Reading } from './vendor-source.js';

/** What the records of one import say about contacts, so that a transfer stays in the conversation that it came from. */
export class Contacts {
  private readonly initial: Slot<string>;
  private readonly joined: Slot<number>;
  private readonly queues: Slot<string>;
  private readonly bots: Slot<true>;
  private readonly seen: Slot<true>;

  constructor({ remember }: Pick<Reading, 'remember'>) {
    this.initial = remember('initial');
    this.joined = remember('joined');
    this.queues = remember('queue');
    this.bots = remember('bot');
    this.seen = remember('started');
  }

  /** The first contact of the chain, as far as it is known. */
  conversationOf(contact: string, initial?: string, previous?: string): string {
    const known =
      initial ?? this.initial.get(contact) ?? (previous && this.initial.get(previous)) ?? previous ?? contact;
    this.initial.set(contact, known);
    return known;
  }

  agentJoined(contact: string, at: number | undefined): void {
    if (at !== undefined) this.joined.set(contact, at);
  }

  /** True the first time that the import tells of a conversation. */
  meets(conversation: string): boolean {
    return this.seen.meet(conversation);
  }

  /** True at the first word of a conversation's bot. */
  meetsBot(conversation: string): boolean {
    return this.bots.meet(conversation);
  }

  queued(contact: string, queue: string | undefined): void {
    if (queue !== undefined && this.queues.get(contact) === undefined) this.queues.set(contact, queue);
  }

  queueOf(contact: string): string | undefined {
    return this.queues.get(contact);
  }

  agentJoinedAt(contact: string): number | undefined {
    return this.joined.get(contact);
  }
}

/** One handoff per contact: record, event, analysis and bot log name it alike, and the first that tells of it holds. */
export const handoffOf = (contact: string) => `${contact}:queue`;
