import type { Answer } from '../../lib/api';

export type PlanResult = Answer<'GET /api/adjudication/plans/:plan'>;
export type Plan = Answer<'GET /api/adjudication/plans'>[number];
export type PlanSpec = Plan['spec'];
export type Fidelity = Answer<'GET /api/fidelity'>;
export type Case = Answer<'GET /api/adjudication/plans/:plan/cases/:handoff/:action'>;

/** What is sampled by what: fidelity is broken down by the same. */
export const dimensionNames: Record<PlanSpec['by'], string> = {
  queue: 'Queue',
  bot: 'Bot',
  intent: 'Intent',
  kind: 'Action kind',
  channel: 'Channel',
  source: 'Source',
};
export const byNames = Object.keys(dimensionNames) as PlanSpec['by'][];

/** How a sample was drawn, in one line. */
export function designInWords({ design, by, allocation, seed, twicePercent }: PlanSpec): string {
  const strata =
    design === 'simple'
      ? 'simple random sample'
      : `stratified by ${dimensionNames[by].toLowerCase()}, ${allocation === 'neyman' ? 'Neyman’s allocation' : 'in proportion'}`;
  const twice = twicePercent > 0 ? `, ${twicePercent} % read twice` : '';
  return `${strata}, seed “${seed}”${twice}`;
}

/** How strong agreement is. Landis & Koch, Biometrics 33 (1977) 159–174. */
export function strengthOf(kappa: number): string {
  if (kappa <= 0) return 'no better than chance';
  if (kappa <= 0.2) return 'slight';
  if (kappa <= 0.4) return 'fair';
  if (kappa <= 0.6) return 'moderate';
  return kappa <= 0.8 ? 'substantial' : 'almost perfect';
}
