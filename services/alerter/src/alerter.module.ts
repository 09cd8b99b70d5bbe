import { Module } from '@nestjs/common';
import { loadAlertRules, type AlertRules } from '#core/alerts';
import { loadCasePolicy } from '#core/cases';
import { loadCatalogue } from '#core/kpis';
import { MINUTE } from '#core/time';
import type { Settings } from '#libs/config';
import type { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import { CLOCK, DATABASE, EVENT_LOG, LOGGER, METRICS, SETTINGS, type Clock, type Logger } from '#libs/runtime';
import { Alerting } from './alerting/alerting.ts';
import { AnswersController } from './alerting/answers.controller.ts';
import type { Audience } from './alerting/tell.ts';
import { CaseClock } from './cases/case-clock.ts';
import { CASE_RULES, type CaseRules } from './cases/case-rules.ts';
import { CaseCommandsController } from './cases/http/case-commands.controller.ts';
import { CasesController } from './cases/http/cases.controller.ts';
import { OutboxDelivery } from './delivery/outbox-delivery.ts';
import type { Receiver } from './delivery/receiver.ts';
import { AlertsController } from './feed/alerts.controller.ts';
import { pagedDestinations } from './paging/destinations.ts';
import { PagerDesk } from './paging/pager-desk.ts';
import { alertmanagerPosts, caseReceiversOf, receiversOf, type CaseReceivers } from './receivers.ts';
import { AlertmanagerRepeats } from './receivers/alertmanager-repeats.ts';
import { signalTickerOf } from './signals.ts';
import { SignalTicker } from './signals/signal-ticker.ts';

const RECEIVERS = Symbol('barometer.alerter.receivers');
const CASE_RECEIVERS = Symbol('barometer.alerter.case-receivers');
const AUDIENCE = Symbol('barometer.alerter.audience');
const RULES = Symbol('barometer.alerter.rules');

/** How long a relay sleeps at most when nothing wakes it. */
const IDLE_WAIT = 1_000;

/** A deadline is hours long: nobody minds that an escalation comes a second late. */
const CASES_LOOKED_AT_EVERY = 1_000;

/** As often as Prometheus itself repeats alerts. */
const REPEATED_EVERY = MINUTE;

@Module({
  controllers: [AnswersController, AlertsController, CasesController, CaseCommandsController],
  providers: [
    {
      provide: RECEIVERS,
      inject: [SETTINGS, EVENT_LOG, CLOCK],
      useFactory: receiversOf,
    },
    {
      provide: RULES,
      inject: [SETTINGS],
      useFactory: ({ ownAlertRules, ownCatalogue }: Settings) =>
        loadAlertRules(ownAlertRules, loadCatalogue(ownCatalogue)),
    },
    {
      provide: CASE_RECEIVERS,
      inject: [SETTINGS, EVENT_LOG, CLOCK],
      useFactory: caseReceiversOf,
    },
    {
      provide: CASE_RULES,
      inject: [CASE_RECEIVERS, SETTINGS],
      useFactory: ({ changes, notes }: CaseReceivers, { ownAlertRules }: Settings): CaseRules => ({
        policy: loadCasePolicy(ownAlertRules),
        tellsChanges: changes.map(({ destination }) => destination),
        tellsNotes: notes.map(({ destination }) => destination),
      }),
    },
    {
      provide: CaseClock,
      inject: [CASE_RULES, DATABASE, CLOCK, LOGGER],
      useFactory: (rules: CaseRules, database: Database, clock: Clock, logger: Logger) =>
        new CaseClock({ ...rules, database, clock, logger, every: CASES_LOOKED_AT_EVERY }),
    },
    {
      provide: PagerDesk,
      inject: [DATABASE, CLOCK, LOGGER, RECEIVERS, RULES],
      useFactory: (
        database: Database,
        clock: Clock,
        logger: Logger,
        receivers: readonly Receiver[],
        { paging: policy }: AlertRules,
      ) => {
        const destinations = pagedDestinations(policy, receivers);
        return new PagerDesk({ database, clock, logger, policy, destinations, idleWait: IDLE_WAIT });
      },
    },
    {
      provide: AUDIENCE,
      inject: [RECEIVERS, RULES, PagerDesk],
      useFactory: (receivers: readonly Receiver[], { rules }: AlertRules, { isStaffed }: PagerDesk): Audience => ({
        destinations: receivers.filter(({ hears }) => hears === 'steps').map(({ destination }) => destination),
        isPaged: isStaffed,
        kinds: new Map(rules.map(({ id, kind }) => [id, kind])),
      }),
    },
    {
      provide: Alerting,
      inject: [DATABASE, CLOCK, AUDIENCE, RULES, CASE_RULES],
      useFactory: (database: Database, clock: Clock, audience: Audience, { rules }: AlertRules, cases: CaseRules) =>
        new Alerting({
          database,
          clock,
          rules: rules.filter((rule) => rule.kind === 'answer' || rule.kind === 'repeat'),
          audience,
          cases,
        }),
    },
    {
      provide: SignalTicker,
      inject: [DATABASE, CLOCK, AUDIENCE, RULES, SETTINGS, METRICS, LOGGER],
      useFactory: signalTickerOf,
    },
    {
      provide: OutboxDelivery,
      inject: [RECEIVERS, CASE_RECEIVERS, DATABASE, CLOCK, LOGGER, METRICS, PagerDesk],
      useFactory: (
        receivers: readonly Receiver[],
        { changes, notes }: CaseReceivers,
        database: Database,
        clock: Clock,
        logger: Logger,
        metrics: Metrics,
        pager: PagerDesk,
      ) => {
        const settings = { database, clock, random: Math.random, logger, metrics, idleWait: IDLE_WAIT };
        return new OutboxDelivery([...receivers, ...changes, ...notes], settings, () => pager.wake());
      },
    },
    {
      provide: AlertmanagerRepeats,
      inject: [SETTINGS, DATABASE, CLOCK, LOGGER],
      useFactory: ({ tools }: Settings, database: Database, clock: Clock, logger: Logger) =>
        new AlertmanagerRepeats({
          alertmanagers: alertmanagerPosts(tools, clock),
          database,
          clock,
          logger,
          every: REPEATED_EVERY,
        }),
    },
  ],
})
export class AlerterModule {}
