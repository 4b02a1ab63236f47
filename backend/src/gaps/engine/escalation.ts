/** One escalation as discovery sees it: words masked, keys base64url. */
export interface Escalation {
  handoffKey: string;
  /** Whose words they are: the customer, or the conversation of one who is not known. */
  speaker: string;
  at: number;
  /** The customer's words, personal data masked; null when the source sends none. */
  text: string | null;
  intent: string | null;
  confidenceBp: number | null;
  failedCode: string | null;
  resolvedIntent: string | null;
  language: string | null;
  /** Primary reason. */
  reason: string | null;
}

export const streams = ['capability', 'policy', 'customer_preference', 'capacity'] as const;
/** What the bot could not do is kept apart from what it may not do, what the customer wished and a lack of staff. */
export type Stream = (typeof streams)[number];

const streamOfReason: Readonly<Record<string, Stream>> = {
  policy_rule: 'policy',
  customer_request: 'customer_preference',
  capacity: 'capacity',
};

export const streamOf = (reason: string | null): Stream => streamOfReason[reason ?? ''] ?? 'capability';
export const nonCapabilityReasons: readonly string[] = Object.keys(streamOfReason);

/** By UTF-16 code units: the same everywhere. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
