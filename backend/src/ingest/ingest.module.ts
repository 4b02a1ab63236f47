import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { IngestController } from './ingest.controller.js';
import { IngestService } from './ingest.service.js';
import { IntakeService } from './intake.service.js';
import { IntakeStore } from './intake.store.js';
import { RejectedRecordStore } from './rejected-record.store.js';

@Module({
  imports: [LedgerModule],
  controllers: [IngestController],
  providers: [IngestService, IntakeService, IntakeStore, RejectedRecordStore],
  exports: [IngestService, IntakeService, IntakeStore, RejectedRecordStore],
})
export class IngestModule {}
