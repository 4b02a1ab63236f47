import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { followersModule } from '../app.module.js';
import { stayInBackground } from '../background.js';
import type { Config } from '../config.js';
import { codeOf } from '../db/connection.js';
import { Database } from '../db/database.js';
import { type Connection, openPool } from '../db/pool-connection.js';
import { FollowService } from '../follow/follow.service.js';
import type { LaneName } from '../follow/lanes.js';
import { createLog, nestLog } from '../http/log.js';

export interface LaneTask {
  connection: Connection;
  config: Config;
}

export type LaneAnswer = { moved: boolean } | { failed: { message: string; code: string } };

/** The lane's transaction, the batch that is read ahead, a conversation that is read again, a cursor. */
const connections = 4;

/** Entry of a thread that brings followers forward: one batch for each question. */
async function serve({ connection, config }: LaneTask): Promise<void> {
  stayInBackground();
  const database = new Database(openPool(connection, connections));
  const log = createLog(config.logLevel);
  const module = followersModule({ config, clock: Date.now, database, log });
  const app = await NestFactory.createApplicationContext(module, { logger: nestLog(log) });
  const lanes = app.get(FollowService, { strict: false }).ownLanes();
  const answer = (lane: LaneName): Promise<LaneAnswer> =>
    lanes.advance(lane).then(
      (moved) => ({ moved }),
      (error: Error) => ({ failed: { message: error.message, code: codeOf(error) } }),
    );
  parentPort?.on('message', async (lane: LaneName) => parentPort?.postMessage(await answer(lane)));
}

await serve(workerData as LaneTask);
