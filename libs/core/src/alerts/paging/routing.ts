import { matches, type PagingPolicy, type Route } from './paging-policy.ts';
import type { Labels } from './notice.ts';

/** The routes that an alert takes, at most one to each receiver. None: nobody is told, the alert is only listed. */
export function routesOf({ routes }: PagingPolicy, labels: Labels): Route[] {
  const taken: Route[] = [];
  for (const route of routes) {
    if (!matches(route.match, labels)) continue;
    if (taken.every(({ receiver }) => receiver !== route.receiver)) taken.push(route);
    if (route.goOn !== true) break;
  }
  return taken;
}

/** What alerts of one page have in common: the values of the labels that the route groups by. */
export function groupOf({ groupBy }: Route, labels: Labels): string {
  return JSON.stringify(groupBy.map((name) => labels[name] ?? null));
}
