import { Injectable } from '@nestjs/common';
import type { DatasetRequest } from '../contract/datasets.js';
import type { Filters } from '../contract/dimensions.js';
import { metricNames } from '../contract/metrics.js';
import { HeadlineService } from '../metrics/headline.service.js';
import { digestOfValue } from './manifest.js';

/** The first and the last instant that an event may have. */
const always = { from: '1970-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' };

/** Names the numbers that a dataset was made against: their counts over the same range and filters. */
@Injectable()
export class MetricDigest {
  constructor(private readonly headlines: HeadlineService) {}

  async read({ from, to, bots, channels, languages }: DatasetRequest): Promise<string> {
    const filters: Filters = {};
    if (bots.length > 0) filters.bot = bots;
    if (channels.length > 0) filters.channel = channels;
    if (languages.length > 0) filters.language = languages;
    const range = { from: from ?? always.from, to: to ?? always.to };
    const counts: Record<string, [number, number | null]> = {};
    for (const metric of metricNames) {
      const { numerator, denominator } = await this.headlines.read({ metric, ...range, ...filters });
      counts[metric] = [numerator, denominator];
    }
    return digestOfValue(counts);
  }
}
