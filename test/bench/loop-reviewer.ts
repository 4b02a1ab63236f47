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
  /** Of cores. */
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
 * A person who knows what each customer needed and says it about what the queue asks, nothing else. A core takes one
 * decision, as on the page: its members that are what it asks about, or else most of those of one need, are chosen and
 * decided, and the rest is given back, to come by itself.
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
      await this.send(
        chosen.map((item) => this.decide(item)),
        new Map(items.map((item) => [item.id, item])),
        done,
      );
    }
    await this.releaseHeld();
    return done;
  }

  private decide(item: Item): Decision {
    const byNeed = new Map<string, string[]>();
    for (const { text, handoffKey } of item.members) {
      const need = this.needOf(text);
      byNeed.set(need, [...(byNeed.get(need) ?? []), handoffKey]);
    }
    const asked = byNeed.get(item.label);
    if (asked) return { item: item.id, verdict: 'accept', members: asked };
    const [label, members] = [...byNeed].reduce((most, one) => (one[1].length > most[1].length ? one : most));
    return { item: item.id, verdict: 'relabel', label, members };
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
        if (decided.open > 0) await this.giveBack(item);
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
    for (const { id } of items) await this.giveBack(id);
  }

  private giveBack(item: string): Promise<void> {
    return this.service.call('trainer', 'POST', `/api/review/items/${item}/release`);
  }
}
