import type { Dataquery, Builder } from '@grafana/grafana-foundation-sdk/cog';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { ANSWERS } from './answers-link.ts';
import { POSTGRESQL } from './data-sources.ts';

/** What PostgreSQL is asked for: the data source's own macros stand for the time that the dashboard shows. */
export interface SqlQuery {
  readonly refId: string;
  readonly datasource: typeof POSTGRESQL;
  readonly format: 'table';
  readonly rawQuery: true;
  readonly editorMode: 'code';
  readonly rawSql: string;
}

const OF_TEAM = `${ANSWERS}?kpi=nps&class=detractor&team=\${__data.fields.team:percentencode}`;

const ALERTS = `SELECT to_timestamp(raised_at / 1000.0) AS "raised", severity, rule, summary, state,
  segment->>'team' AS team, segment->>'channel' AS channel, segment->>'topic' AS topic, response_id AS response, alert_id AS alert
FROM alerts
WHERE response_id IS NOT NULL AND raised_at BETWEEN $__unixEpochFrom()::bigint * 1000 AND $__unixEpochTo()::bigint * 1000
ORDER BY raised_at DESC
LIMIT 200`;

/** The unhappy answers one by one, newest first: what the alerter knows of each, without a name or a comment. */
export function answerList() {
  const query: SqlQuery = {
    refId: 'A',
    datasource: POSTGRESQL,
    format: 'table',
    rawQuery: true,
    editorMode: 'code',
    rawSql: ALERTS,
  };
  // The package has no builder for queries to PostgreSQL.
  const target = { build: () => query } as unknown as Builder<Dataquery>;
  return new TableBuilder()
    .title('Unhappy answers')
    .description('Alerts on answers in the time shown, the newest first. Needs the data source "Database".')
    .datasource(POSTGRESQL)
    .unit('none')
    .span(24)
    .height(12)
    .withTarget(target)
    .overrideByName('response', [
      { id: 'links', value: [{ title: 'Answers of this team', url: OF_TEAM, targetBlank: true }] },
    ])
    .overrideByName('severity', [
      {
        id: 'mappings',
        value: [{ type: 'value', options: { critical: { color: 'red' }, warning: { color: 'orange' } } }],
      },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ]);
}
