import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccessService } from './access.service.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AccountStore } from './account.store.js';
import { ApiKeyStore } from './api-key.store.js';
import { SampleProgress } from './sample-progress.js';
import { SessionController } from './session.controller.js';
import { SessionStore } from './session.store.js';
import { SetupStore } from './setup.store.js';
import { StatusController } from './status.controller.js';
import { ThrottleStore } from './throttle.store.js';

@Module({
  controllers: [SessionController, AccountController, StatusController],
  providers: [
    AccountStore,
    SessionStore,
    ApiKeyStore,
    ThrottleStore,
    SetupStore,
    AccessService,
    AccountService,
    SampleProgress,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessService, AccountService, SampleProgress],
})
export class AccessModule {}
