import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AlertState, Severity } from '#core/alerts';
import type { Answer } from '#core/answers';
import type { Reading } from '#core/kpis';
import type { Attributes } from '#core/segments';

/** What an alert rests on: the answers by id, never a comment, or readings. */
export interface StoredEvidence {
  readonly answers: readonly Answer[];
  readonly ticketId?: string;
  readonly subject?: string;
  readonly readings?: readonly Reading[];
}

/** A row of the table `alerts`. The schema itself is the migrations' business. */
@Entity({ name: 'alerts', synchronize: false })
export class AlertEntity {
  @PrimaryColumn({ name: 'alert_id', type: 'text' })
  alertId!: string;

  @Column({ type: 'text' })
  rule!: string;

  @Column({ name: 'response_id', type: 'text', nullable: true })
  responseId!: string | null;

  @Column({ type: 'text' })
  severity!: Severity;

  @Column({ type: 'text' })
  state!: AlertState;

  @Column({ type: 'integer' })
  step!: number;

  @Column({ name: 'raised_at', type: 'bigint' })
  raisedAt!: number;

  @Column({ name: 'changed_at', type: 'bigint' })
  changedAt!: number;

  @Column({ type: 'jsonb' })
  segment!: Attributes;

  @Column({ type: 'text' })
  summary!: string;

  @Column({ type: 'jsonb' })
  evidence!: StoredEvidence;

  @Column({ name: 'case_id', type: 'text', nullable: true })
  caseId!: string | null;
}
