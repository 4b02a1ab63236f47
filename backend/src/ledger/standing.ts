import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';

type ReadOnly = NonNullable<AnswerOf<typeof routes.ledgerStatus>['readOnly']>;

/** Whether the ledger may be written to. Once it may not, only a new start that finds nothing wrong opens it again. */
export class Standing {
  private found: ReadOnly | null = null;

  get readOnly(): ReadOnly | null {
    return this.found;
  }

  /** The database is older than what was signed for it: whatever is added now would be a fork. */
  close(detail: string): void {
    this.found ??= { code: 'ledger_rollback', detail };
  }

  expectWritable(): void {
    if (this.found) throw new Problem(this.found.code, { detail: this.found.detail });
  }
}
