import { HttpStatus } from '@nestjs/common';
import { findKpi, type Catalogue, type KpiDefinition } from '#core/kpis';
import { RequestProblem, type ProblemItem } from '#libs/runtime';

/** A 400 that names every field. */
export function badRequest(detail: string, errors: readonly ProblemItem[]): RequestProblem {
  return new RequestProblem(HttpStatus.BAD_REQUEST, detail, errors);
}

/** @throws RequestProblem (404) that lists the KPIs there are */
export function kpiNamed(catalogue: Catalogue, id: string): KpiDefinition {
  const kpi = findKpi(catalogue, id);
  if (kpi !== undefined) return kpi;
  const known = catalogue.kpis.map((each) => each.id).join(', ');
  throw new RequestProblem(HttpStatus.NOT_FOUND, `No KPI is called "${id}"; there are ${known}.`);
}
