import type { AnswerOf, BodyOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import type { LoopService } from './loop-service.js';

type Claim = AnswerOf<typeof routes.reviewClaim>;
type Item = Claim['items'][number];
type Kinds = NonNullable<BodyOf<typeof routes.reviewClaim>['kinds']>;
type Decision = BodyOf<typeof routes.reviewBatch>['decisions'][number];

const mostPerBatch = 100;

export interface Budget {
  decisions: number;
  /** Of whole cores, however many decisions each takes. */
  cores: number;
}

export interface Reviewed {
  decisions: number;
  examples: number;
  byKind: Record<string, number>;
  /** Gaps in which something was decided, and how much. */
  gaps: Map<string, number>;
}

/**
 * A person who knows what each customer needed and says it about what the queue asks, nothing else. Of a core that is not
 * of one need, those of other needs are decided on their own first.
 */
export class Reviewer {
  constructor(
    private readonly service: LoopService,
    private readonly needOf: (text: string) => string,
  ) {}

  async review({ decisions, cores }: Budget): Promise<Reviewed> {
    const done: Reviewed = { decisions: 0, examples: 0, byKind: {}, gaps: new Map() };
    let coresLeft = cores;
    while (done.decisions < decisions) {
      const kinds: Kinds = coresLeft > 0 ? ['core', 'edge', 'suspect'] : ['edge', 'suspect'];
      const count = Math.min(coresLeft > 0 ? Math.min(coresLeft, 50) : 50, decisions - done.decisions);
      const { items } = await this.service.call<Claim>('trainer', 'POST', '/api/review/claim', {
        kinds,
        count,
      });
      if (items.length === 0) break;
      const chosen = items.filter(({ kind }) => kind !== 'core' || coresLeft-- > 0);
      const planned = chosen.flatMap((item) => this.decide(item)).slice(0, decisions - done.decisions);
      await this.send(planned, new Map(items.map((item) => [item.id, item])), done);
    }
    await this.releaseHeld();
    return done;
  }

  private decide(item: Item): Decision[] {
    const byNeed = new Map<string, string[]>();
    for (const { text, handoffKey } of item.members) {
      const need = this.needOf(text);
      byNeed.set(need, [...(byNeed.get(need) ?? []), handoffKey]);
    }
    const groups = [...byNeed].sort((a, b) => a[1].length - b[1].length);
    return groups.map(([need, members], i): Decision => {
      const rest = i < groups.length - 1 ? { members } : {};
      return need === item.label
        ? { item: item.id, verdict: 'accept', ...rest }
        : { item: item.id, verdict: 'relabel', label: need, ...rest };
    });
  }

  private async send(
    decisions: readonly Decision[],
    items: ReadonlyMap<string, Item>,
    done: Reviewed,
  ): Promise<void> {
    for (let at = 0; at < decisions.length; at += mostPerBatch) {
      const { results } = await this.service.call<AnswerOf<typeof routes.reviewBatch>>(
        'trainer',
        'POST',
        '/api/review/decisions',
        { decisions: decisions.slice(at, at + mostPerBatch) },
      );
      for (const { item, decided, problem } of results) {
        if (!decided) throw new Error(`refused: ${JSON.stringify(problem)}`);
        const kind = items.get(item)?.kind ?? '';
        done.decisions += 1;
        done.examples += decided.handoffs;
        done.byKind[kind] = (done.byKind[kind] ?? 0) + 1;
        done.gaps.set(decided.gap, (done.gaps.get(decided.gap) ?? 0) + decided.handoffs);
      }
    }
  }

  /** What was claimed and not decided goes back. */
  private async releaseHeld(): Promise<void> {
    const { mine } = await this.service.call<AnswerOf<typeof routes.reviewGet>>(
      'trainer',
      'GET',
      '/api/review',
    );
    if (mine.held === 0) return;
    const { items } = await this.service.call<Claim>('trainer', 'POST', '/api/review/claim', {
      count: Math.min(50, mine.held),
    });
    for (const { id } of items) await this.service.call('trainer', 'POST', `/api/review/items/${id}/release`);
  }
}
