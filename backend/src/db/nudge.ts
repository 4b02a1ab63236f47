import { Injectable } from '@nestjs/common';

/** "There is something new": whoever appends to the ledger gives it, the schedule listens. */
@Injectable()
export class Nudge {
  private listener: (() => void) | undefined;

  give(): void {
    this.listener?.();
  }

  listen(listener: () => void): void {
    this.listener = listener;
  }
}
