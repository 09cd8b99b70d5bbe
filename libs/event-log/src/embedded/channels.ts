/** The channel that tells of appends: the numbers of the partitions. */
export const APPENDED = 'event_log_appended';
/** The channel that tells that a member has let go of partitions: its group. */
export const RELEASED = 'event_log_released';
