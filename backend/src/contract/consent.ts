/**
 * What a customer's consent covers. A changed list is a new version: what was withheld before and after are
 * different things, and the column `handoff.over_shared` has to be made anew (`consent_scope` in the migrations).
 */
export const consentScopes = [
  'identity',
  'transcript',
  'sentiment',
  'summary',
  'entities',
  'attempts',
  'sources',
  'training',
] as const;
export type ConsentScope = (typeof consentScopes)[number];

export const consentPolicy = {
  version: 1,
  /** Scope of each context field; one that is not named needs none, `summary` stands for its four parts. */
  fields: {
    identity: 'identity',
    'identity.verified': 'identity',
    phone: 'identity',
    transcript: 'transcript',
    sentiment: 'sentiment',
    summary: 'summary',
    entities: 'entities',
    attempts: 'attempts',
    failed_action: 'attempts',
    sources: 'sources',
  },
  /** What people said, and what was said about it. */
  words: {
    turn: 'transcript',
    resolution: 'transcript',
    reason: 'summary',
    description: 'summary',
  },
  /** What may be learnt from. */
  dataset: 'training',
  /** Parties that Baton is: who reads its pages, and what is trained with its datasets. */
  parties: { pages: 'baton', datasets: 'training' },
} as const satisfies {
  version: number;
  fields: Record<string, ConsentScope>;
  words: Record<string, ConsentScope>;
  dataset: ConsentScope;
  parties: Record<string, string>;
};

const scopes: Readonly<Record<string, ConsentScope | undefined>> = consentPolicy.fields;

/** The scope that covers a context field (`summary.situation`); null when it needs none. */
export function scopeOfField(field: string): ConsentScope | null {
  if (Object.hasOwn(scopes, field)) return scopes[field] ?? null;
  return field.startsWith('summary.') ? consentPolicy.fields.summary : null;
}

/** Whether stated scopes cover one; null: nobody restricted anything. */
export const covers = (stated: readonly string[] | null, scope: ConsentScope | null): boolean =>
  stated === null || scope === null || stated.includes(scope);

/** Fields that travelled beyond the scopes that a handoff states, sorted; none when it states none. */
export const overShared = (stated: readonly string[] | null, fields: readonly string[]): string[] =>
  fields.filter((field) => !covers(stated, scopeOfField(field))).sort();
