import { Injectable } from '@nestjs/common';
import type { Problem } from '../contract/problem.js';

/** What keeps the service from serving although its database answers: parts register what they know. */
@Injectable()
export class Readiness {
  private readonly checks: (() => Problem | undefined)[] = [];

  add(check: () => Problem | undefined): void {
    this.checks.push(check);
  }

  /** The first hindrance; undefined when there is none. */
  hindrance(): Problem | undefined {
    for (const check of this.checks) {
      const problem = check();
      if (problem) return problem;
    }
    return undefined;
  }
}
