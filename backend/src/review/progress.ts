import type { ReviewKind } from '../contract/review.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';

type Left = AnswerOf<typeof routes.reviewClaim>['left'];

export function leftOf(rows: readonly { kind: ReviewKind; cores: number; examples: number }[]): Left {
  const of = (kind: ReviewKind) => rows.find((row) => row.kind === kind);
  return {
    core: of('core')?.cores ?? 0,
    coreExamples: of('core')?.examples ?? 0,
    edge: of('edge')?.examples ?? 0,
    suspect: of('suspect')?.examples ?? 0,
    second: of('second')?.examples ?? 0,
    disagreement: of('disagreement')?.examples ?? 0,
  };
}
