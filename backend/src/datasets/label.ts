import type { DatasetRequest } from '../contract/datasets.js';
import { nonCapabilityTypes } from '../contract/gap-types.js';
import { nonCapabilityReasons } from '../gaps/engine/escalation.js';
import { fingerprint, leadUtterance } from '../gaps/words/text.js';
import type { LeftOut } from './counts.js';
import type { Candidate, Quality } from './example.js';
import { isSuspectInjection } from './injection.js';

export interface Labelled {
  candidate: Candidate;
  text: string;
  label: string;
  quality: Quality;
  decision: string | null;
}

interface Label {
  label: string;
  quality: Quality;
  decision: string | null;
}

/** Whether a person's decision stands behind a label that comes from the gap. */
function gapLabel(candidate: Candidate, label: string): Label {
  const { placed, named, gapIntent } = candidate;
  if (placed !== null) return { label, quality: 'reviewed', decision: placed };
  return { label, quality: gapIntent === null ? 'suggested' : 'agreed', decision: named };
}

function labelOf(candidate: Candidate, source: DatasetRequest['label']): Label | null {
  const { resolvedIntent, gapIntent, said } = candidate;
  if (said?.intent) return { label: said.intent, quality: 'reviewed', decision: said.decision };
  if (source === 'gap') return gapLabel(candidate, candidate.gapLabel);
  if (resolvedIntent !== null) return { label: resolvedIntent, quality: 'resolved', decision: null };
  return gapIntent === null ? null : gapLabel(candidate, gapIntent);
}

const sureEnough: Record<DatasetRequest['quality'], readonly Quality[]> = {
  any: ['reviewed', 'resolved', 'agreed', 'suggested'],
  resolved: ['reviewed', 'resolved'],
  confirmed: ['reviewed', 'resolved'],
  reviewed: ['reviewed'],
};

const isSureEnough = (
  { label, quality }: Label,
  { confirmed }: Candidate,
  wanted: DatasetRequest['quality'],
) =>
  sureEnough[wanted].includes(quality) &&
  (wanted !== 'confirmed' || quality === 'reviewed' || confirmed === label);

const hasCapability = ({ gapType, reason }: Candidate) =>
  !nonCapabilityTypes.has(gapType) && !nonCapabilityReasons.includes(reason ?? '');

/** The candidate with its label, or why it is left out. */
export function labelCandidate(candidate: Candidate, request: DatasetRequest): Labelled | keyof LeftOut {
  const text = candidate.text === null ? '' : leadUtterance(candidate.text);
  if (!candidate.consented) return 'withoutConsent';
  if (fingerprint(text) === '') return 'withoutText';
  if (candidate.said?.intent === null) return 'rejected';
  if (!request.includeNonCapability && !hasCapability(candidate)) return 'nonCapability';
  if (!request.includeSuspect && isSuspectInjection(candidate.text ?? '')) return 'suspectInjection';
  const label = labelOf(candidate, request.label);
  if (label === null) return 'withoutLabel';
  if (!isSureEnough(label, candidate, request.quality)) return 'lowQuality';
  if (request.intents.length > 0 && !request.intents.includes(label.label)) return 'otherIntents';
  return { candidate, text, ...label };
}
