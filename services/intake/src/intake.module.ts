import { Module } from '@nestjs/common';
import type { EventLog } from '#libs/event-log';
import { EVENT_LOG } from '#libs/runtime';
import { IntakeController } from './intake.controller.ts';
import { Intake } from './intake.ts';

@Module({
  controllers: [IntakeController],
  providers: [{ provide: Intake, inject: [EVENT_LOG], useFactory: (eventLog: EventLog) => new Intake(eventLog) }],
})
export class IntakeModule {}
