import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { FollowModule } from '../follow/follow.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { Guard } from '../outgoing/guard.js';
import { AlertController } from './alert.controller.js';
import { AlertStore } from './alert.store.js';
import { AnnounceStore } from './announce.store.js';
import { ChannelController } from './channel.controller.js';
import { ChannelService } from './channel.service.js';
import { ChannelStore } from './channel.store.js';
import { ChannelSeal } from './channel-seal.service.js';
import { DeliverService } from './deliver.service.js';
import { EvaluateService } from './evaluate.service.js';
import { NoticeStore } from './notice.store.js';
import { OutboxStore } from './outbox.store.js';
import { RaiseService } from './raise.service.js';
import { ReadingsService } from './readings.service.js';
import { RuleService } from './rule.service.js';
import { RuleStore } from './rule.store.js';
import { SecretService } from './secret.service.js';
import { WaitingStore } from './waiting.store.js';

@Module({
  imports: [LedgerModule, IngestModule, FollowModule, MetricsModule],
  controllers: [AlertController, ChannelController],
  providers: [
    {
      provide: Guard,
      inject: [CONFIG],
      useFactory: ({ alertReceivers }: Config) => Guard.of(alertReceivers),
    },
    RuleStore,
    AlertStore,
    ChannelStore,
    NoticeStore,
    AnnounceStore,
    OutboxStore,
    WaitingStore,
    ReadingsService,
    RaiseService,
    RuleService,
    ChannelSeal,
    ChannelService,
    SecretService,
    EvaluateService,
    DeliverService,
  ],
  exports: [EvaluateService, DeliverService, RuleService, SecretService],
})
export class AlertsModule {}
