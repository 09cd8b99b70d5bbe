/** The projection whose ledger this service reads: the projector's. */
export const PROJECTION_READ = 'kpis';
