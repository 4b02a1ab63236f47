import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ruleSentence, unitOf } from '../contract/rule-sentence.js';
import type { Transaction } from '../db/database.js';
import { product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type AlertRow, AlertStore } from './alert.store.js';
import type { Reading } from './judge.js';
import { NoticeStore } from './notice.store.js';
import type { RuleRow } from './rule.store.js';

/** Whatever `RuleRow` says of a rule, in words. */
export const sentenceOf = ({
  condition,
  raise_after,
  resolve_after,
}: Pick<RuleRow, 'condition' | 'raise_after' | 'resolve_after'>): string =>
  ruleSentence({ condition, raiseAfter: raise_after, resolveAfter: resolve_after });

/** An alert, what is to be told of it, and its entry in the ledger: all of it or nothing. */
@Injectable()
export class RaiseService {
  constructor(
    private readonly alerts: AlertStore,
    private readonly notices: NoticeStore,
    private readonly ingest: IngestService,
  ) {}

  async raise(rule: RuleRow, reading: Reading, now: Date, tx: Transaction): Promise<void> {
    const alert: AlertRow = {
      id: randomUUID(),
      rule_id: rule.id,
      sentence: sentenceOf(rule),
      severity: rule.severity,
      unit: unitOf(rule.condition),
      end_at: new Date(reading.end),
      ...{ value: reading.value, low: reading.low, high: reading.high, rows: reading.rows },
      raised_at: now,
      resolved_at: null,
      cause: null,
    };
    await this.alerts.insert(alert, tx);
    const urgent = rule.severity === 'critical';
    await this.notices.add(alert.id, rule.channels, { kind: 'raised', urgent, at: now }, tx);
    const { id, sentence, value } = alert;
    const data = {
      alert: id,
      alert_rule: rule.id,
      code: rule.severity,
      sentence,
      ...(value === null ? {} : { value }),
    };
    await this.ingest.recordWithin(tx, { type: 'alert.raised', data }, product);
  }

  /** Nothing when nothing fires. */
  async resolve(
    ruleId: string,
    cause: NonNullable<AlertRow['cause']>,
    now: Date,
    tx: Transaction,
  ): Promise<void> {
    const alert = await this.alerts.resolve(ruleId, now, cause, tx);
    if (!alert) return;
    await this.notices.addEnd(alert.id, now, tx);
    const data = { alert: alert.id, alert_rule: ruleId, code: cause, sentence: alert.sentence };
    await this.ingest.recordWithin(tx, { type: 'alert.resolved', data }, product);
  }
}
