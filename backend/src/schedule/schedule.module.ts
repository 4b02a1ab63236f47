import { Module } from '@nestjs/common';
import { ScheduleModule as NestScheduleModule } from '@nestjs/schedule';
import { AccessModule } from '../access/access.module.js';
import { ScheduleService } from './schedule.service.js';

@Module({
  imports: [NestScheduleModule.forRoot(), AccessModule],
  providers: [ScheduleService],
})
export class ScheduleModule {}
