import {
  followResponse,
  joinStandings,
  standingOf,
  type AlertChange,
  type EventRule,
  type LoggedResponse,
  type RepeatRule,
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
import { followRepeatedAnswers } from './follow-repeats.ts';

/** The rules that are judged when an answer comes. */
export type ResponseRule = EventRule | RepeatRule;

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
  readonly events: readonly LoggedResponse[];
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
  rules: readonly ResponseRule[],
): Promise<FollowedResponses> {
  const answerRules = rules.filter((rule) => rule.kind === 'answer');
  const repeatRules = rules.filter((rule) => rule.kind === 'repeat');
  // A repeat begins with an answer that is bad by itself: how a response stands says both.
  const judged = [...answerRules, ...repeatRules.map((rule): EventRule => ({ ...rule, kind: 'answer' }))];
  const stored = await loadStandings(queries, [...byResponse.keys()]);
  const followed = [...byResponse].map(([responseId, events]) => {
    const known = stored.get(responseId);
    const standing = events.reduce<ResponseStanding | undefined>(
      (joined, event) => joinStandings(joined, standingOf(event, judged)),
      known?.standing,
    ) as ResponseStanding;
    const at = Math.max(...events.map(({ loggedAt }) => loggedAt));
    return { before: known?.standing, after: { responseId, standing, version: known?.version ?? 0 }, events, at };
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
  const isAlone = ({ rule }: { readonly rule: string }) => repeatRules.every(({ id }) => id !== rule);
  const alone = alarming.flatMap(({ after: { responseId, standing }, at }) => {
    const known = (alerts.get(responseId) ?? []).filter(isAlone);
    return followResponse(responseId, standing, known, { rules: answerRules, alertIdOf, at });
  });
  const repeated = await followRepeatedAnswers(
    queries,
    repeatRules,
    news.map(({ after: { responseId, standing }, events, at }) => ({ responseId, standing, events, at })),
  );
  const changes = [...alone, ...repeated];
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
