export { simulateCommand } from './command.ts';
export type { DeskEvent } from './desk-event.ts';
export { deskEvents, type DeskOptions } from './desk-events.ts';
export {
  runSimulation,
  type SimulationRequest,
  type SimulationSummary,
  type SimulationSurroundings,
} from './run-simulation.ts';
export { parseSpan } from './span.ts';
