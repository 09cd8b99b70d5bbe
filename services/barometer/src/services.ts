import type { ServiceDefinition, ServiceName } from '#libs/runtime';
import { alerterService } from '#services/alerter';
import { intakeService } from '#services/intake';
import { projectorService } from '#services/projector';
import { readerService } from '#services/reader';

/** Every service, in the order in which events pass through them. */
export const SERVICES: readonly ServiceDefinition[] = [intakeService, projectorService, readerService, alerterService];

/** The services of those names; all of them when none is named. */
export function servicesNamed(names: readonly ServiceName[]): readonly ServiceDefinition[] {
  return names.length === 0 ? SERVICES : SERVICES.filter(({ name }) => names.includes(name));
}
