import { Module } from '@nestjs/common';
import type { EventLog } from '#libs/event-log';
import type { Database } from '#libs/postgres';
import { CLOCK, DATABASE, EVENT_LOG, type Clock } from '#libs/runtime';
import { Projection } from './projection.ts';
import { ProjectorController } from './projector.controller.ts';

@Module({
  controllers: [ProjectorController],
  providers: [
    {
      provide: Projection,
      inject: [DATABASE, EVENT_LOG, CLOCK],
      useFactory: (database: Database, eventLog: EventLog, clock: Clock) => new Projection(database, eventLog, clock),
    },
  ],
})
export class ProjectorModule {}
