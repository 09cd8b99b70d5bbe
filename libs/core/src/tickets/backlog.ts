import { sameAttributes, type Attributes } from '#core/segments';
import type { Instant } from '#core/time';

/** How long a ticket stood in the backlog under one set of attributes; `until` is absent while it still does. */
export interface BacklogSpell {
  readonly attributes: Attributes;
  readonly from: Instant;
  readonly until?: Instant;
}

/** Follows a ticket in and out of the backlog. Spells do not overlap; some may have no length. */
export class Backlog {
  readonly spells: BacklogSpell[] = [];
  private readonly openedAt: Instant;

  constructor(openedAt: Instant) {
    this.openedAt = openedAt;
  }

  /**
   * @param at not before the instant of the call before
   * @param waits whether the ticket is in the backlog from then on
   */
  move(at: Instant, waits: boolean, attributes: Attributes): void {
    // A ticket waits from its opening, which may be long before the first thing that is known of it.
    if (this.spells.length === 0) this.spells.push({ attributes, from: this.openedAt });
    // Some sources write a first row that is older than the opening they state; nobody waits before the opening.
    const instant = Math.max(at, this.openedAt);
    const last = this.spells.at(-1);
    if (last !== undefined && last.until === undefined) {
      if (waits && sameAttributes(last.attributes, attributes)) return;
      this.spells[this.spells.length - 1] = { ...last, until: instant };
    }
    if (waits) this.spells.push({ attributes, from: instant });
  }
}
