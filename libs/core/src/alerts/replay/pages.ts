import type { AlertNotice } from '../paging/notice.ts';
import { advancePager, pagerWakesAt } from '../paging/pager.ts';
import { NOTHING_TOLD, type Delivery } from '../paging/pager-state.ts';
import type { PagingPolicy } from '../paging/paging-policy.ts';

/** What receivers would have been sent, had alerts made these steps; in order, digests that were still due included. */
export function deliveriesThatWouldBeMade(policy: PagingPolicy, notices: readonly AlertNotice[]): Delivery[] {
  const deliveries: Delivery[] = [];
  let state = NOTHING_TOLD;
  const advance = (at: number, heard: readonly AlertNotice[]) => {
    const next = advancePager(state, policy, heard, at);
    state = next.state;
    deliveries.push(...next.deliveries);
  };
  const wakeUntil = (until: number) => {
    for (let wake = pagerWakesAt(state); wake !== undefined && wake < until; wake = pagerWakesAt(state))
      advance(wake, []);
  };
  // What is found at one look is heard together: a whole that fires mutes its parts, whichever is named first.
  const looks = new Map<number, AlertNotice[]>();
  for (const notice of notices) {
    const heard = looks.get(notice.at);
    if (heard === undefined) looks.set(notice.at, [notice]);
    else heard.push(notice);
  }
  for (const [at, heard] of looks) {
    wakeUntil(at);
    advance(at, heard);
  }
  wakeUntil(Infinity);
  return deliveries;
}
