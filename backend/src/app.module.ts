import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock, CONFIG, type Config } from './config.js';
import { Database } from './db/database.js';
import { LOG } from './http/log.js';

/** What every part may ask for. */
export interface Surroundings {
  config: Config;
  clock: Clock;
  database: Database;
  log: Logger;
}

@Global()
@Module({})
class SurroundingsModule {}

/** Every feature's module. */
const features: Type[] = [];

@Module({})
export class AppModule {
  static with({ config, clock, database, log }: Surroundings): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: Database, useValue: database },
      { provide: LOG, useValue: log },
    ];
    const surroundings = { module: SurroundingsModule, providers, exports: providers };
    return { module: AppModule, imports: [surroundings, ...features] };
  }
}
