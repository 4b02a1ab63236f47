import type { BodyInput } from '../../../../../backend/src/contract/route.js';
import type { routes } from '../../../../../backend/src/contract/routes.js';

export type EvidenceScope = BodyInput<typeof routes.evidencePack>['scope'];

/** What a pack can be about, as it is offered. */
export interface NamedScope {
  name: string;
  scope: EvidenceScope;
}
