import { dashboardOf, type Board } from './board.ts';
import { channelAndTopic } from './boards/channel-and-topic.ts';
import { detractors } from './boards/detractors.ts';
import { journeyStage } from './boards/journey-stage.ts';
import { overview } from './boards/overview.ts';
import { pipelineHealth } from './boards/pipeline-health.ts';
import { slaAndBudgets } from './boards/sla-and-budgets.ts';
import { teamAndAgent } from './boards/team-and-agent.ts';

export const BOARDS: readonly Board[] = [
  overview,
  teamAndAgent,
  channelAndTopic,
  journeyStage,
  detractors,
  slaAndBudgets,
  pipelineHealth,
];

/** Every dashboard as a file for Grafana's provisioning. */
export function dashboardFiles(): readonly { readonly path: string; readonly content: () => string }[] {
  return BOARDS.map((board) => ({
    path: `deploy/grafana/dashboards/${board.name}.json`,
    content: () => `${JSON.stringify(dashboardOf(board), undefined, 2)}\n`,
  }));
}
