import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RuleService } from '../alerts/rule.service.js';
import { type AlertCondition, ruleBody } from '../contract/alerts.js';
import { SamplePeopleService } from './sample-people.service.js';

const checkMs = 1_000;
/** Rules are looked at every few seconds. */
const patienceMs = 60_000;

const day = 1_440;
const week = 10_080;
const slowReplies = (minutes: number): AlertCondition => ({
  ...{ kind: 'metric', metric: 'time_to_reply', is: 'above', than: minutes * 60, judged: 'value' },
  ...{ window: day, leastRows: 10, filters: {} },
});

/** What the sample's trainer wants to be told of. Nobody is told elsewhere: the sample has no channels. */
const rules: readonly z.input<typeof ruleBody>[] = [
  { severity: 'critical', condition: { kind: 'waiting', atLeast: 3, minutes: 30 } },
  {
    condition: {
      ...{ kind: 'metric', metric: 'starvation_rate', is: 'above', than: 0.25, judged: 'bound' },
      ...{ window: week, leastRows: 30, filters: { source: ['bank-voice'] } },
    },
  },
  {
    condition: {
      ...{ kind: 'metric', metric: 'escalation_rate', is: 'rises', than: 0.2, judged: 'bound' },
      ...{ window: week, leastRows: 200 },
    },
    raiseAfter: 2,
  },
  { condition: { kind: 'unusual_silence', source: 'bank-chat', expected: 30 } },
];

/** In demo mode: rules of the sample's trainer, looked at like any others. */
@Injectable()
export class SampleAlertsService {
  constructor(
    private readonly people: SamplePeopleService,
    private readonly rules: RuleService,
  ) {}

  /** Call it once the sample is counted. */
  async propose(isStopping: () => boolean): Promise<void> {
    const trainer = await this.people.find('trainer');
    for (const rule of rules) await this.rules.create(ruleBody.parse(rule), trainer);
    // A threshold that was too tight, and what the trainer made of it once it had fired.
    const { id } = await this.rules.create(ruleBody.parse({ condition: slowReplies(1) }), trainer);
    for (let waited = 0; waited < patienceMs && !isStopping(); waited += checkMs) {
      const rule = (await this.rules.list()).find((one) => one.id === id);
      if (rule?.state === 'firing') {
        await this.rules.change(id, { condition: slowReplies(15) }, trainer);
        return;
      }
      await setTimeout(checkMs);
    }
  }
}
