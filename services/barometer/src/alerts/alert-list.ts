import { isGraver, type Severity, type WouldFire } from '#core/alerts';
import { HOUR } from '#core/time';

/** A line of the list: one alert, or those of one rule that fired together. */
export interface AlertLine {
  readonly firedAt: number;
  /** When the last of them was over; `undefined` while one still fires. */
  readonly endedAt: number | undefined;
  readonly severity: Severity;
  readonly text: string;
}

/** Alerts of one rule that fire within an hour of each other tell one story. */
const TOGETHER = HOUR;

/** How many segments a line names. */
const NAMED = 5;

/** The alerts as a person wants to read them: what is one story is one line. */
export function alertList(fired: readonly WouldFire[]): AlertLine[] {
  const stories: WouldFire[][] = [];
  for (const alert of fired) {
    const cut = cutOf(alert);
    const story = stories.find((others) => {
      const last = others.at(-1) as WouldFire;
      return last.rule === alert.rule && cutOf(last) === cut && alert.firedAt - last.firedAt <= TOGETHER;
    });
    if (story === undefined) stories.push([alert]);
    else story.push(alert);
  }
  return stories.map(lineOf);
}

function lineOf(alerts: readonly WouldFire[]): AlertLine {
  const [first] = alerts as readonly [WouldFire];
  const ends = alerts.map(({ endedAt }) => endedAt ?? Infinity);
  const last = Math.max(...ends);
  return {
    firedAt: first.firedAt,
    endedAt: Number.isFinite(last) ? last : undefined,
    severity: alerts.reduce<Severity>(
      (gravest, { severity }) => (isGraver(severity, gravest) ? severity : gravest),
      'info',
    ),
    text: alerts.length === 1 ? first.summary : together(alerts),
  };
}

/** `36 of "sla-low": team 20, team 23, team 24, team 25, team 27, …` */
function together(alerts: readonly WouldFire[]): string {
  const [first] = alerts as readonly [WouldFire];
  const places = [
    ...new Set(
      alerts.map(({ segment }) =>
        Object.entries(segment)
          .map((pair) => pair.join(' '))
          .join(', '),
      ),
    ),
  ];
  const named = places.filter((place) => place !== '').slice(0, NAMED);
  const more = places.length > NAMED ? ', …' : '';
  return `${alerts.length} of "${first.rule}"${named.length === 0 ? '' : `: ${named.join('; ')}${more}`}`;
}

function cutOf({ segment }: WouldFire): string {
  return Object.keys(segment).join();
}
