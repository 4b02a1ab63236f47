import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { maskPersonal } from '../../backend/src/gaps/words/mask.js';
import {
  type Month,
  monthOf,
  serve,
  shareUnknown,
  split,
  type Unknown,
  unknownAtFirst,
} from './loop-arms.js';
import type { Customer, Year } from './loop-customers.js';
import { eventsOf, monthStart, releaseEvent } from './loop-events.js';
import { type Budget, type Reviewed, Reviewer } from './loop-reviewer.js';
import { LoopService } from './loop-service.js';
import { type Example, makeRelease } from './loop-threshold.js';

type Row = Record<'text' | 'label' | 'split' | 'quality' | 'id', string>;

export interface ProductMonth extends Month {
  /** Of the exported examples, how many have another label than their customer's need. */
  labelError: number;
  reviewed: Reviewed;
}

export interface ProductYear {
  months: ProductMonth[];
  /** Decisions and examples before the year, which the first bot is made of. */
  before: Reviewed;
  improvements: AnswerOf<typeof routes.improvementList>;
  releases: AnswerOf<typeof routes.releaseEffects>;
  loop: AnswerOf<typeof routes.loopHealth>;
}

/** What is exported: of what quality labels must be. */
export type Quality = 'any' | 'resolved' | 'confirmed' | 'reviewed';

const hourMs = 3_600_000;
const mostImprovements = 5;

/** A year with the product: everything that the bot learns comes out of its datasets. */
export async function runProduct(
  year: Year,
  budget: Budget,
  quality: Quality,
  note: (line: string) => void,
): Promise<ProductYear> {
  const service = await LoopService.start(monthStart(1));
  try {
    return await new ProductRun(service, year, quality, note).run(budget);
  } finally {
    await service.stop();
  }
}

class ProductRun {
  private readonly customers = new Map<string, Customer>();
  private readonly reviewer: Reviewer;

  constructor(
    private readonly service: LoopService,
    private readonly year: Year,
    private readonly quality: Quality,
    private readonly note: (line: string) => void,
  ) {
    for (const customer of [year.before, ...year.months].flat())
      this.customers.set(shownAs(customer.text), customer);
    this.reviewer = new Reviewer(service, (text) => this.customerOf(text).need);
  }

  async run(budget: Budget): Promise<ProductYear> {
    const { service, year } = this;
    const first = year.before.map((customer) => ({ customer, answer: undefined, isEscalated: true }));
    await service.take(eventsOf(first, '0'));
    await service.findGaps(first.length);
    const reviewedBefore = await this.reviewer.review({ decisions: Infinity, cores: Infinity });
    await service.settle();
    this.note(
      `before the year: ${reviewedBefore.decisions} decisions about ${reviewedBefore.examples} examples`,
    );
    const months: ProductMonth[] = [];
    let improvements: string[] = [];
    let escalated = 1;
    let before = unknownAtFirst;
    let escalations = first.length;
    for (const [i, customers] of year.months.entries()) {
      const month = i + 1;
      const { id, rows } = await this.exported();
      const unknown = this.unknown(rows, escalated, before);
      const release = makeRelease(examplesOf(rows), unknown);
      const version = String(month);
      const served = serve(customers, release);
      service.now = monthStart(month + 1) + hourMs;
      await service.take([releaseEvent(month, version, id, improvements), ...eventsOf(served, version)]);
      escalations += served.filter(({ isEscalated }) => isEscalated).length;
      await service.findGaps(escalations);
      const reviewed = await this.reviewer.review(budget);
      await service.settle();
      improvements = await this.improve(month, id, reviewed);
      const figures = monthOf(served, release);
      escalated = figures.escalated;
      before = { share: unknown, examples: rows.length, escalations: escalated * served.length };
      const made: ProductMonth = {
        month,
        decisions: reviewed.decisions,
        examples: rows.length,
        labelError: this.labelError(rows),
        reviewed,
        ...figures,
      };
      months.push(made);
      this.note(describe(made));
    }
    return {
      months,
      before: reviewedBefore,
      releases: await service.call('trainer', 'GET', '/api/releases/effects'),
      improvements: await service.call('trainer', 'GET', '/api/improvements'),
      loop: await service.call('trainer', 'GET', '/api/loop'),
    };
  }

  /** A dataset version of everything that is known by now, as JSON Lines. */
  private async exported(): Promise<{ id: string; rows: Row[] }> {
    const { id } = await this.service.call<AnswerOf<typeof routes.datasetBuild>>(
      'trainer',
      'POST',
      '/api/datasets',
      {
        name: 'loop',
        split,
        quality: this.quality,
      },
    );
    const text = await this.service.download(`/api/datasets/${id}/download?format=jsonl`);
    return {
      id,
      rows: text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row),
    };
  }

  private labelError(rows: readonly Row[]): number {
    return rows.filter(({ text, label }) => this.customerOf(text).need !== label).length / rows.length;
  }

  private unknown(rows: readonly Row[], escalated: number, before: Unknown): number {
    const ofYear = rows.filter(({ text }) => this.customerOf(text).month > 0).length;
    const labels = rows.map(({ label }) => label);
    return shareUnknown(labels, { ofYear, escalated }, before);
  }

  /** For the gaps in which most was decided: proposed by one, approved by another, released with the next bot. */
  private async improve(month: number, dataset: string, { gaps }: Reviewed): Promise<string[]> {
    const most = [...gaps].sort((a, b) => b[1] - a[1]).slice(0, mostImprovements);
    const labels: string[] = [];
    for (const [gap] of most) {
      const label = `m${month}-${gap}`;
      const body = { gap, kind: 'training_phrases', title: `Phrases of month ${month}`, dataset, label };
      const { id } = await this.service.call<{ id: string }>('trainer', 'POST', '/api/improvements', body);
      await this.service.callAsLead('POST', `/api/improvements/${id}/approval`, {});
      labels.push(label);
    }
    return labels;
  }

  private customerOf(text: string): Customer {
    const found = this.customers.get(text);
    if (!found) throw new Error(`nobody said: ${text}`);
    return found;
  }
}

/** As the product shows it: spaces joined, personal data masked. */
const shownAs = (text: string) => maskPersonal(text.replace(/\s+/g, ' ').trim()).text;

const examplesOf = (rows: readonly Row[]): Example[] =>
  rows.map(({ text, label, split: part }) => ({ text, label, part: part === 'validation' ? part : 'train' }));

const percent = (share: number) => (100 * share).toFixed(1);

const describe = (month: ProductMonth): string =>
  [
    `month ${month.month}: ${percent(month.escalated)} % escalated, ${percent(month.wrong)} % wrong`,
    `${month.examples} examples of ${month.intents} intents, ${percent(month.labelError)} % mislabelled`,
    `${month.decisions} decisions about ${month.reviewed.examples} examples ${JSON.stringify(month.reviewed.byKind)}`,
  ].join('; ');
