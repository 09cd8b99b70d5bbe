/** Name of the file in the cluster's folder that is written anew at each start. */
export const SETTINGS_FILE = 'barometer.conf';

export interface ServerSettings {
  readonly port: number;
  /** Gives up what survives a crash, for tests that throw the cluster away. */
  readonly throwaway: boolean;
}

/** PostgreSQL's settings for a small machine: reachable from this machine only, durable, quiet. */
export function serverSettings({ port, throwaway }: ServerSettings): string {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    fsync: throwaway ? 'off' : 'on',
    synchronous_commit: throwaway ? 'off' : 'on',
    full_page_writes: throwaway ? 'off' : 'on',
    wal_level: 'replica',
    max_wal_senders: 0,
    max_replication_slots: 0,
    max_logical_replication_workers: 0,
    io_workers: 2,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // An error's detail and statement hold the values of the row, and rows hold personal data. The process that sent
    // the statement reports its failure.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return ['# Written at each start of Barometer; changes are lost.', ...lines, ''].join('\n');
}
