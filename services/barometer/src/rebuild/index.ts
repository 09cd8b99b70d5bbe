export { rebuildCommand } from './command.ts';
export type { RebuildRequest, RebuildSummary, RebuildSurroundings } from './rebuild-request.ts';
export { runRebuild } from './run-rebuild.ts';
