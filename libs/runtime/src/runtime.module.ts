import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { HealthController } from './http/health.controller.ts';
import { LandingController } from './http/landing.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import type { Readiness } from './readiness.ts';
import type { ServiceContext, ServiceDefinition } from './service-definition.ts';
import { CLOCK, DATABASE, EVENT_LOG, LOGGER, METRICS, READINESS, SETTINGS } from './tokens.ts';

export type Provided = Omit<ServiceContext, 'get'> & { readonly readiness: Readiness };

/** The root module: the services' modules, what every process serves, and the tokens for all of them. */
@Module({})
export class RuntimeModule {
  static of(definitions: readonly ServiceDefinition[], provided: Provided): DynamicModule {
    const providers: Provider[] = [
      { provide: SETTINGS, useValue: provided.settings },
      { provide: EVENT_LOG, useValue: provided.eventLog },
      { provide: DATABASE, useValue: provided.database },
      { provide: CLOCK, useValue: provided.clock },
      { provide: LOGGER, useValue: provided.logger },
      { provide: METRICS, useValue: provided.metrics },
      { provide: READINESS, useValue: provided.readiness },
    ];
    return {
      module: RuntimeModule,
      global: true,
      imports: definitions.map(({ module }) => module),
      controllers: [LandingController, HealthController, MetricsController],
      providers,
      exports: providers,
    };
  }
}
