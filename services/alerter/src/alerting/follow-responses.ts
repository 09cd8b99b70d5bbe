import {
  followResponse,
  joinStandings,
  standingOf,
  type AlertChange,
  type EventRule,
  type LoggedResponse,
  type ResponseStanding,
} from '#core/alerts';
import {
  loadAlerts,
  loadStandings,
  saveAlerts,
  saveStandings,
  type Queries,
  type StoredStanding,
} from '#libs/postgres';
import { alertIdOf } from './alert-id.ts';

/** A response that stands otherwise than before. */
export interface ResponseNews {
  readonly responseId: string;
  readonly standing: ResponseStanding;
  /** When the log took the last of its events. */
  readonly at: number;
}

/** What has become of the responses of a batch. */
export interface FollowedResponses {
  /** The alerts that are not as they were, in the order of the responses. */
  readonly changes: readonly AlertChange[];
  readonly news: readonly ResponseNews[];
}

interface Followed {
  readonly before: ResponseStanding | undefined;
  readonly after: StoredStanding;
  /** When the log took the last of the response's events. */
  readonly at: number;
}

/**
 * Takes in events of responses: stores how each response stands now, and the alerts that follow.
 *
 * @throws ResponseChanged when another partition wrote one of the responses meanwhile
 */
export async function followResponses(
  queries: Queries,
  byResponse: ReadonlyMap<string, readonly LoggedResponse[]>,
  rules: readonly EventRule[],
): Promise<FollowedResponses> {
  const stored = await loadStandings(queries, [...byResponse.keys()]);
  const followed = [...byResponse].map(([responseId, events]) => {
    const known = stored.get(responseId);
    const standing = events.reduce<ResponseStanding | undefined>(
      (joined, event) => joinStandings(joined, standingOf(event, rules)),
      known?.standing,
    ) as ResponseStanding;
    const at = Math.max(...events.map(({ loggedAt }) => loggedAt));
    return { before: known?.standing, after: { responseId, standing, version: known?.version ?? 0 }, at };
  });
  const news = followed.filter(isNews);
  await saveStandings(
    queries,
    news.map(({ after }) => after),
  );

  const alarming = followed.filter(({ before, after }) => isRoused(before) || isRoused(after.standing));
  const alerts = await loadAlerts(
    queries,
    alarming.map(({ after }) => after.responseId),
  );
  const changes = alarming.flatMap(({ after: { responseId, standing }, at }) =>
    followResponse(responseId, standing, alerts.get(responseId) ?? [], { rules, alertIdOf, at }),
  );
  await saveAlerts(
    queries,
    changes.map(({ alert }) => alert),
  );
  return { changes, news: news.map(({ after: { responseId, standing }, at }) => ({ responseId, standing, at })) };
}

/** Most events of a replay say what is known already: those are not written again. */
function isNews({ before, after }: Followed): boolean {
  return JSON.stringify(before) !== JSON.stringify(after.standing);
}

/** Only a response that roused a rule has, or can get, an alert. */
function isRoused(standing: ResponseStanding | undefined): boolean {
  return standing !== undefined && standing !== 'withdrawn' && standing.roused.length > 0;
}
