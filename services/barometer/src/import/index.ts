export { importCommand } from './command.ts';
export type { ImportRequest, ImportSummary, ImportSurroundings } from './import-request.ts';
export { DEFAULT_BATCH, DEFAULT_PATIENCE, DEFAULT_SORT_MEMORY, DEFAULT_TO } from './import-request.ts';
export { compileMapping, type Mapping } from './mapping/compile.ts';
export { mapFiles, type MapRequest } from './map-files.ts';
export { loadMapping } from './mapping/load.ts';
export { ImportRefused, MappingInvalid } from './mapping/problem.ts';
export { runImport } from './run-import.ts';
