/** A CloudEvent in structured JSON, as it is posted to intake. */
export interface OutgoingEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** When it happened. */
  readonly time: string;
  /** When it became known; without it the log's own clock counts. */
  readonly recordedtime?: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

export type OutgoingEventType =
  'ticket.state-changed.v1' | 'survey.answered.v1' | 'survey.sent.v1' | 'survey.declined.v1' | 'survey.withdrawn.v1';
