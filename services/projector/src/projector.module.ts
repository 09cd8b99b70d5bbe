import { Module } from '@nestjs/common';
import type { EventLog } from '#libs/event-log';
import type { Database } from '#libs/postgres';
import { DATABASE, EVENT_LOG } from '#libs/runtime';
import { Projection } from './projection.ts';
import { ProjectorController } from './projector.controller.ts';

@Module({
  controllers: [ProjectorController],
  providers: [
    {
      provide: Projection,
      inject: [DATABASE, EVENT_LOG],
      useFactory: (database: Database, eventLog: EventLog) => new Projection(database, eventLog),
    },
  ],
})
export class ProjectorModule {}
