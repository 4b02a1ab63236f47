import { consentPolicy } from '../contract/consent.js';
import type { DatasetRequest } from '../contract/datasets.js';
import { type Sql, sql } from '../db/sql.js';
import { consented } from '../episodes/consent.store.js';
import { commonIntents } from '../gaps/intent.store.js';
import { gapName, isDismissed, isNamed, namedBy } from '../gaps/membership.store.js';

export const anyOf = (column: string, values: readonly string[]): Sql =>
  values.length === 0 ? sql`true` : sql`${sql.ident(column)} = any(${values}::text[])`;

/**
 * The escalations that a request is about, each with the gap it is most central in: gaps that are named in the
 * request, else all that are not dismissed. In the order of handoff keys.
 */
export function selectCandidates(request: DatasetRequest): Sql {
  const { gaps, from, to, languages, bots, channels } = request;
  return sql`
    with chosen as materialized (
      select gap.id, gap.type, gap.terms, ${gapName} as name, ${isNamed} as named, ${namedBy} as named_by,
             agreed.intent, agreed.share, reviewed.intent as reviewed, reviewed.share as reviewed_share,
             reviewed.decision as reviewed_by
      from gap
      ${commonIntents}
      where gap.retired_at is null
        and ${gaps.length === 0 ? sql`not ${isDismissed}` : sql`gap.id = any(${gaps}::text[])`}
    ),
    placed as materialized (
      select distinct on (member) member, decision.uid
      from gap_decision as decision
      cross join lateral unnest(decision.members) as member
      where decision.type in ('gap.accepted', 'gap.moved', 'gap.split') and not decision.withdrawn
      order by member, decision.at desc, decision.uid desc
    )
    select distinct on (escalation.handoff_key)
           escalation.handoff_key, escalation.conversation_key, escalation.event_uid, escalation.at,
           escalation.source, escalation.language, escalation.reason, escalation.resolved_intent,
           escalation.text, escalation.words, escalation.reply, escalation.masked,
           ${consented(sql`escalation`, 'datasets', consentPolicy.dataset)} as consented,
           chosen.id as gap, chosen.type as gap_type, chosen.name as gap_name,
           chosen.named as gap_named, chosen.terms as gap_terms, chosen.intent as gap_intent,
           chosen.share as gap_intent_share, chosen.reviewed as gap_reviewed,
           chosen.reviewed_share as gap_reviewed_share, chosen.reviewed_by, chosen.named_by,
           placed.uid as placed_by, label.intent as label, label.decision as labelled_by,
           queue.evidence ->> 'confirmed' as confirmed
    from chosen
    join gap_member on gap_member.gap_id = chosen.id
    join escalation on escalation.handoff_key = gap_member.handoff_key
    left join placed on placed.member = escalation.handoff_key
    left join gap_label as label on label.handoff_key = escalation.handoff_key
    left join review_queue as queue
      on queue.handoff_key = escalation.handoff_key and queue.kind in ('core', 'edge')
    where (${from ?? null}::timestamptz is null or escalation.at >= ${from ?? null})
      and (${to ?? null}::timestamptz is null or escalation.at < ${to ?? null})
      and ${anyOf('escalation.language', languages)}
      and ${anyOf('escalation.bot', bots)}
      and ${anyOf('escalation.channel', channels)}
    order by escalation.handoff_key, gap_member.centrality desc, chosen.id`;
}
