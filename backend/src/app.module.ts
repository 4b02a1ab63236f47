import type { DynamicModule, Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessModule } from './access/access.module.js';
import { AccessLogModule } from './access-log/access-log.module.js';
import { AdjudicationModule } from './adjudication/adjudication.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { CLOCK, type Clock, CONFIG, type Config } from './config.js';
import { DatasetsModule } from './datasets/datasets.module.js';
import { Database } from './db/database.js';
import { Nudge } from './db/nudge.js';
import { SelfCheckStore } from './db/self-check.store.js';
import { DetectorsModule } from './detectors/detectors.module.js';
import { EpisodesModule } from './episodes/episodes.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { GapsModule } from './gaps/gaps.module.js';
import { HandoffsModule } from './handoffs/handoffs.module.js';
import { LOG } from './http/log.js';
import { Readiness } from './http/readiness.js';
import { ImprovementsModule } from './improvements/improvements.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { IntegrityModule } from './integrity/integrity.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ReviewModule } from './review/review.module.js';
import { RiskModule } from './risk/risk.module.js';
import { SampleModule } from './sample/sample.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';

/** What every part may ask for. */
export interface Surroundings {
  config: Config;
  clock: Clock;
  database: Database;
  log: Logger;
}

/** Every feature's module. */
const features: Type[] = [
  AccessModule,
  IngestModule,
  IntegrityModule,
  AccessLogModule,
  EpisodesModule,
  MetricsModule,
  GapsModule,
  DatasetsModule,
  ImprovementsModule,
  ErasureModule,
  DetectorsModule,
  HandoffsModule,
  AdjudicationModule,
  ReviewModule,
  RiskModule,
  EvidenceModule,
  AlertsModule,
  SampleModule,
  ScheduleModule,
];

class SurroundingsModule {}
class AppModule {}

export function appModule({ config, clock, database, log }: Surroundings): DynamicModule {
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: CLOCK, useValue: clock },
    { provide: Database, useValue: database },
    { provide: LOG, useValue: log },
    { provide: Nudge, useValue: new Nudge() },
    { provide: Readiness, useValue: new Readiness() },
    { provide: SelfCheckStore, useValue: new SelfCheckStore(database, config) },
  ];
  const surroundings = { module: SurroundingsModule, global: true, providers, exports: providers };
  return { module: AppModule, imports: [surroundings, ...features] };
}
