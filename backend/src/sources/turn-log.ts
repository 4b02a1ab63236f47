import type { EventWriter } from './event-writer.js';

export interface LoggedTurn {
  at: number;
  role: 'customer' | 'bot' | 'human' | 'system';
  text?: string | undefined;
  intent?: string | undefined;
  confidence?: number | undefined;
  sentiment?: number | undefined;
  assumed?: boolean | undefined;
}

/**
 * Turns of a log that says who spoke and nothing about handing over: where a human speaks after a bot, a handoff is
 * inferred. It lies at the bot's last word: when the log does not say, it was not before.
 */
export class RoleSwitch {
  private botAt: number | undefined;
  private human = false;
  private count = 0;

  constructor(
    private readonly rule: string,
    /** The log says itself where it was handed over: nothing is inferred. */
    private readonly isSaid = false,
  ) {}

  write(writer: EventWriter, { at, assumed, ...turn }: LoggedTurn): void {
    if (!this.isSaid && turn.role === 'human' && !this.human && this.botAt !== undefined) {
      this.count++;
      writer.add(
        Math.min(this.botAt, at),
        'handoff.initiated',
        {
          handoff_id: `switch-${this.count}`,
          purpose: 'escalation',
          from: { kind: 'bot' },
          to: { kind: 'human' },
          signal: 'inferred',
          rule: this.rule,
        },
        { assumed, order: 1_000_000 },
      );
    }
    if (turn.role === 'bot') this.botAt = at;
    if (turn.role === 'human') this.human = true;
    writer.add(at, 'turn.recorded', turn, { assumed });
  }
}
