import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import { ExampleStore } from './example.store.js';

/** Whose examples may not be given out any more. */
@Injectable()
export class WithdrawnService {
  constructor(private readonly examples: ExampleStore) {}

  /** Handoffs of the version whose customers have taken back their consent to training since it was built. */
  async of(dataset: string): Promise<ReadonlySet<string>> {
    const rows = await this.examples.withdrawn(dataset);
    if (rows.some(({ known }) => !known)) {
      throw new Problem('unavailable', {
        detail: 'What customers consented to is being derived anew: try again when that is done.',
      });
    }
    return new Set(rows.map(({ handoff }) => handoff));
  }
}
