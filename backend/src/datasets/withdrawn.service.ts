import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import { ExampleStore } from './example.store.js';

/** Whose examples may not be given out any more. */
@Injectable()
export class WithdrawnService {
  constructor(private readonly examples: ExampleStore) {}

  /** Of those who have taken back their consent to training since it was built: whose examples, and how many. */
  async of(dataset: string): Promise<{ owners: ReadonlySet<string>; examples: number }> {
    const rows = await this.examples.withdrawn(dataset);
    if (rows.some(({ known }) => !known)) {
      throw new Problem('unavailable', {
        detail: 'What customers consented to is being derived anew: try again when that is done.',
      });
    }
    return {
      owners: new Set(rows.map(({ owner }) => owner)),
      examples: rows.reduce((sum, { examples }) => sum + examples, 0),
    };
  }
}
