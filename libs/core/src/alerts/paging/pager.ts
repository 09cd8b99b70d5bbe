import type { Instant } from '#core/time';
import { mutedBy } from './inhibition.ts';
import type { AlertNotice } from './notice.ts';
import type { PagingPolicy, Route } from './paging-policy.ts';
import type { DeliveredAlert, Delivery, Errand, HeldBack, PagerState } from './pager-state.ts';
import { quietUntil } from './quiet-hours.ts';
import { mayPage, stillCounted } from './rate-limit.ts';
import { groupOf, routesOf } from './routing.ts';

/**
 * Takes in what has happened to alerts, and decides what must be sent now. The same state, notices and instant always
 * give the same. A notice that is not newer than what is remembered of its alert changes nothing. What is owed to a receiver
 * that the policy no longer has is dropped.
 *
 * @param at now; not before the last call's
 */
export function advancePager(
  before: PagerState,
  policy: PagingPolicy,
  notices: readonly AlertNotice[],
  at: Instant,
): { readonly state: PagerState; readonly deliveries: readonly Delivery[] } {
  const pager = new Pager(before, policy, at);
  for (const notice of notices) pager.hear(notice);
  pager.decide();
  pager.digest();
  return { state: pager.state(), deliveries: pager.deliveries };
}

/** When `advancePager` must be called again although nothing was heard; `undefined` when nothing waits. */
export function pagerWakesAt({ errands }: PagerState): Instant | undefined {
  const due = errands.filter(({ fate }) => fate !== 'paged').map(({ dueAt }) => dueAt);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** One step of the pager: what is written down of the past, changed in place until it is written down again. */
class Pager {
  readonly deliveries: Delivery[] = [];
  private readonly alerts: Map<string, AlertNotice>;
  private errands: Errand[];
  private readonly groupPagedAt: Map<string, Instant>;
  private readonly pagedAt: Map<string, readonly Instant[]>;
  private delivered: number;
  private readonly policy: PagingPolicy;
  private readonly at: Instant;

  constructor(before: PagerState, policy: PagingPolicy, at: Instant) {
    this.alerts = new Map(Object.entries(before.alerts));
    this.errands = before.errands.filter(({ receiver }) => policy.receivers.some(({ name }) => name === receiver));
    this.groupPagedAt = new Map(Object.entries(before.groupPagedAt));
    this.pagedAt = new Map(Object.entries(before.pagedAt));
    this.delivered = before.delivered;
    this.policy = policy;
    this.at = at;
  }

  hear(notice: AlertNotice): void {
    const known = this.alerts.get(notice.alertId);
    if (known !== undefined && known.step >= notice.step) return;
    this.alerts.set(notice.alertId, notice);
    if (notice.state === 'firing') this.owe(notice);
    else if (known?.state === 'firing') this.settle(notice);
  }

  /** Every waiting errand is paged, held back, or left to wait for its group's turn. */
  decide(): void {
    const groups = new Map<string, Errand[]>();
    for (const errand of this.errands.filter(({ fate }) => fate === 'waiting')) {
      const notice = this.noticeOf(errand);
      const route = this.routeOf(errand, notice);
      if (route === undefined) this.hold(errand, 'muted', this.digestDue(errand.receiver));
      else if (mutedBy(this.policy.inhibitions, notice, this.alerts.values()) !== undefined) {
        this.hold(errand, 'muted', this.digestDue(errand.receiver));
      } else if (this.quietEnd(route, notice) !== undefined) {
        this.hold(errand, 'quiet-hours', this.quietEnd(route, notice) as Instant);
      } else if (this.turnAt(errand, route) > this.at) {
        this.replace(errand, { ...errand, dueAt: this.turnAt(errand, route) });
      } else {
        const turn = turnOf(errand.receiver, errand.group);
        groups.set(turn, [...(groups.get(turn) ?? []), errand]);
      }
    }
    for (const [turn, errands] of groups) this.page(turn, errands);
  }

  /** A receiver's digest is sent when the first thing in it is due, with all but what quiet hours still hold. */
  digest(): void {
    for (const { name } of this.policy.receivers) {
      const held = this.errands.filter(({ receiver, fate }) => receiver === name && fate === 'held');
      if (!held.some(({ dueAt }) => dueAt <= this.at)) continue;
      const listed = held.filter(({ heldBack, dueAt }) => heldBack !== 'quiet-hours' || dueAt <= this.at);
      this.deliver('digest', name, listed);
      this.errands = this.errands.flatMap((errand) => {
        if (!listed.includes(errand)) return [errand];
        return errand.told && this.noticeOf(errand).state === 'firing' ? [{ ...errand, fate: 'paged' as const }] : [];
      });
    }
  }

  state(): PagerState {
    const owed = new Set(this.errands.map(({ alertId }) => alertId));
    const kept = [...this.alerts].filter(
      ([id, { state }]) => state === 'firing' || state === 'pending' || owed.has(id),
    );
    const longest = Math.max(0, ...this.policy.routes.map(({ groupFor }) => groupFor));
    const receivers = this.policy.receivers.map(
      (receiver) => [receiver.name, stillCounted(receiver, this.pagedAt.get(receiver.name) ?? [], this.at)] as const,
    );
    return {
      alerts: Object.fromEntries(kept),
      errands: this.errands,
      groupPagedAt: Object.fromEntries([...this.groupPagedAt].filter(([, paged]) => paged > this.at - longest)),
      pagedAt: Object.fromEntries(receivers.filter(([, paged]) => paged.length > 0)),
      delivered: this.delivered,
    };
  }

  /** A graver step of an alert that was paged is a new errand: to know of a warning is not to know of this. */
  private owe({ alertId, labels }: AlertNotice): void {
    for (const route of routesOf(this.policy, labels)) {
      const { receiver } = route;
      const isSame = (errand: Errand) => errand.alertId === alertId && errand.receiver === receiver;
      const told = this.errands.some((errand) => isSame(errand) && errand.told);
      const rest = this.errands.filter((errand) => !isSame(errand));
      const group = groupOf(route, labels);
      this.errands = [...rest, { receiver, group, alertId, since: this.at, fate: 'waiting', dueAt: this.at, told }];
    }
  }

  /** It is over: whoever was paged is told so, and what was never told goes into the digest. */
  private settle({ alertId }: AlertNotice): void {
    for (const errand of this.errands.filter((each) => each.alertId === alertId)) {
      if (errand.told) {
        this.deliver('update', errand.receiver, [errand]);
        this.errands = this.errands.filter((other) => other !== errand);
      } else if (errand.fate === 'waiting') {
        this.hold(errand, 'over-already', this.digestDue(errand.receiver));
      }
    }
  }

  private page(turn: string, errands: readonly Errand[]): void {
    const [first] = errands as [Errand];
    const policy = this.receiverOf(first.receiver);
    const pagedAt = this.pagedAt.get(first.receiver) ?? [];
    if (policy === undefined || !mayPage(policy, pagedAt, this.at)) {
      for (const errand of errands) this.hold(errand, 'rate-limit', this.digestDue(errand.receiver));
      return;
    }
    this.deliver('page', first.receiver, errands);
    this.pagedAt.set(first.receiver, [...pagedAt, this.at]);
    this.groupPagedAt.set(turn, this.at);
    for (const errand of errands) this.replace(errand, { ...errand, fate: 'paged', told: true });
  }

  private deliver(kind: Delivery['kind'], receiver: string, errands: readonly Errand[]): void {
    this.delivered += 1;
    const alerts = errands.map((errand): DeliveredAlert => {
      const { alertId, step, state } = this.noticeOf(errand);
      return { alertId, step, state, ...(errand.heldBack === undefined ? {} : { heldBack: errand.heldBack }) };
    });
    const group = kind === 'digest' ? '' : (errands[0]?.group ?? '');
    const id = `${kind}/${receiver}/${this.delivered}`;
    this.deliveries.push({ id, kind, receiver, group, at: this.at, alerts });
  }

  private hold(errand: Errand, heldBack: HeldBack, dueAt: Instant): void {
    this.replace(errand, { ...errand, fate: 'held', heldBack, dueAt });
  }

  private replace(errand: Errand, by: Errand): void {
    this.errands = this.errands.map((each) => (each === errand ? by : each));
  }

  private turnAt({ receiver, group }: Errand, { groupFor }: Route): Instant {
    return (this.groupPagedAt.get(turnOf(receiver, group)) ?? -Infinity) + groupFor;
  }

  private quietEnd({ quietHours }: Route, { severity }: AlertNotice): Instant | undefined {
    if (quietHours === undefined || quietHours.except.includes(severity)) return undefined;
    return quietUntil(quietHours, this.at);
  }

  private digestDue(receiver: string): Instant {
    return this.at + (this.receiverOf(receiver)?.digestEvery ?? 0);
  }

  private receiverOf(name: string) {
    return this.policy.receivers.find((receiver) => receiver.name === name);
  }

  private routeOf({ receiver }: Errand, { labels }: AlertNotice): Route | undefined {
    return routesOf(this.policy, labels).find((route) => route.receiver === receiver);
  }

  private noticeOf({ alertId }: Errand): AlertNotice {
    return this.alerts.get(alertId) as AlertNotice;
  }
}

function turnOf(receiver: string, group: string): string {
  return `${receiver} ${group}`;
}
