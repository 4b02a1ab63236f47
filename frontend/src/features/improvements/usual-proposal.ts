import { releaseLabel } from '../../../../backend/src/contract/release-label.js';
import type { Answer } from '../../lib/api';
import { kindNames, type Summary } from './effect-words';

type Gap = Pick<Answer<'GET /api/gaps/:id'>, 'name' | 'type' | 'suggestedIntent'>;
type Kind = Summary['kind'];

/** What usually closes a gap of a type; training phrases, where nothing else does. */
const closedBy: Partial<Record<Gap['type'], Kind>> = {
  knowledge_missing: 'knowledge',
  intent_unknown: 'new_intent',
  policy: 'policy',
};

/** What a proposal for a gap says before anybody has changed it. */
export function usualProposal({ name, type, suggestedIntent }: Gap): {
  kind: Kind;
  title: string;
  label: string;
} {
  const kind = closedBy[type] ?? 'training_phrases';
  return {
    kind,
    title: `${kindNames[kind].label}: ${name}`.slice(0, 120),
    label: releaseLabel.test(suggestedIntent) ? suggestedIntent : '',
  };
}
