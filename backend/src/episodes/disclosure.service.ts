import { Injectable } from '@nestjs/common';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { EntriesService } from '../ledger/entries.service.js';
import { withholdFields } from './consent.js';
import { ConsentStore } from './consent.store.js';

type Answer = AnswerOf<typeof routes.ledgerEntry>;

const bytes = (key: string) => Buffer.from(key, 'base64url');

/** A ledger entry as it may be shown: the ledger opens what it can, consent decides what of it is seen. */
@Injectable()
export class DisclosureService {
  constructor(
    private readonly entries: EntriesService,
    private readonly consent: ConsentStore,
  ) {}

  async entry(index: number): Promise<Answer> {
    const [answer, { conversation, customer }] = await Promise.all([
      this.entries.get(index),
      this.entries.linkOf(index),
    ]);
    if (conversation === undefined) return answer;
    const scopes = await this.consent.forPages(bytes(conversation), customer ? bytes(customer) : null);
    return { ...answer, fields: withholdFields(answer.fields, scopes) };
  }
}
