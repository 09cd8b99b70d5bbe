import type { Instant, Milliseconds } from '#core/time';
import type { AlertChangedData } from '#libs/events';
import type { OutboxMessage } from '#libs/postgres';
import type { Patience } from '../delivery/patience.ts';
import { post, type PostSettings } from '../delivery/post.ts';
import type { Delivery, Receiver } from '../delivery/receiver.ts';
import { pageOf, type Page } from './page.ts';

export interface ToolSettings extends PostSettings {
  readonly patience: Patience;
}

/** A tool of somebody else's that takes pages over HTTP: each has its own form for them. */
export interface Tool {
  readonly destination: string;
  /** Posts that may be under way at once. */
  readonly atOnce: number;
  /** What the tool is posted, now. */
  payloadOf(page: Page, now: Instant): unknown;
}

/** Posts pages to a tool, one at a time. */
export class ToolReceiver implements Receiver {
  readonly destination: string;
  readonly atOnce: number;
  readonly perSend = 1;
  readonly lease: Milliseconds;
  readonly patience: Patience;
  private readonly tool: Tool;
  private readonly settings: ToolSettings;

  constructor(tool: Tool, settings: ToolSettings) {
    this.destination = tool.destination;
    this.atOnce = tool.atOnce;
    this.lease = 3 * settings.timeout;
    this.patience = settings.patience;
    this.tool = tool;
    this.settings = settings;
  }

  async send([message]: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery> {
    if (message === undefined) return { kind: 'delivered' };
    const page = pageOf(JSON.parse(message.body) as AlertChangedData);
    const payload = this.tool.payloadOf(page, this.settings.clock());
    return post(this.settings, JSON.stringify(payload), {}, stop);
  }
}
