import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CLOCK, type Clock, CONFIG, type Config, type Endpoint } from '../../config.js';
import type { gapTitle } from '../../contract/gaps.js';
import { Problem } from '../../contract/problem.js';
import { askEndpoint, EndpointError } from '../../outgoing/ask-endpoint.js';
import { GapService } from '../gap.service.js';
import { GapPageStore } from '../gap-page.store.js';
import { askForTitle, mostExamples, readTitle } from './title.js';
import { type ProposedTitle, TitleStore } from './title.store.js';

type Titles = z.output<typeof gapTitle>;

/** Somebody waits for the answer. */
const attempts = { count: 2, patienceMs: 20_000, pauseMs: 500 };
const answer = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

/** Titles that a model proposes when a person asks for one. None becomes a gap's name unless a person says so. */
@Injectable()
export class TitleService {
  private readonly endpoint: Endpoint | undefined;

  constructor(
    private readonly gaps: GapService,
    private readonly pages: GapPageStore,
    private readonly store: TitleStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { titles }: Pick<Config, 'titles'>,
  ) {
    this.endpoint = titles;
  }

  /** Who may be asked, and what was proposed. */
  async of(gap: string): Promise<Titles> {
    const found = await this.store.find(gap);
    return { model: this.endpoint?.model ?? null, proposed: found ? proposedOf(found) : null };
  }

  async propose(gap: string): Promise<Titles> {
    if (!this.endpoint)
      throw new Problem('not_found', { detail: 'No endpoint proposes titles here (TITLES_URL)' });
    const { terms } = await this.gaps.summary(gap);
    const examples = await this.pages.examplesForModels(gap, mostExamples);
    if (examples.length === 0)
      throw new Problem('unprocessable', { detail: 'The gap has no words that may be shown to a model' });
    const title = await this.ask(this.endpoint, { terms, examples: examples.map(({ text }) => text) });
    const proposed = { title, model: this.endpoint.model, at: new Date(this.clock()) };
    const basis = examples.map((row) => ({
      handoffKey: row.handoff_key.toString('base64url'),
      text: row.text,
    }));
    if (!(await this.store.keep(gap, proposed, basis)))
      throw new Problem('unavailable', {
        detail: 'Words that it was made from changed meanwhile. Ask again',
      });
    return this.of(gap);
  }

  async ignore(gap: string): Promise<Titles> {
    await this.store.forget(gap);
    return this.of(gap);
  }

  private async ask(endpoint: Endpoint, basis: Parameters<typeof askForTitle>[0]): Promise<string> {
    const body = { model: endpoint.model, messages: askForTitle(basis), temperature: 0, max_tokens: 60 };
    try {
      const parsed = answer.safeParse(await askEndpoint(endpoint, body, { ...attempts, clock: this.clock }));
      const title = parsed.success ? readTitle(parsed.data.choices[0]?.message.content ?? '') : undefined;
      if (title === undefined) throw new EndpointError('what it answered is no title');
      return title;
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      const detail = `No title from ${endpoint.model}: ${error.message}`;
      throw new Problem('unavailable', { detail }, { cause: error });
    }
  }
}

const proposedOf = ({ title, model, at }: ProposedTitle): Titles['proposed'] => ({
  title,
  model,
  at: at.toISOString(),
});
