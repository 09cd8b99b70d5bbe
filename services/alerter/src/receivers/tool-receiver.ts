import type { Instant, Milliseconds } from '#core/time';
import type { OutboxMessage } from '#libs/postgres';
import type { Patience } from '../delivery/patience.ts';
import { post, type PostSettings } from '../delivery/post.ts';
import type { Delivery, Receiver } from '../delivery/receiver.ts';
import { pageOfAll, pagesOf } from './bundled-page.ts';
import type { Page } from './page.ts';

export interface ToolSettings extends PostSettings {
  readonly patience: Patience;
}

/** A tool of somebody else's that takes pages over HTTP: each has its own form for them. */
export interface Tool {
  readonly destination: string;
  /** Whether it keeps track of each alert by itself, or shows people what they are told. */
  readonly keeps: 'alerts' | 'messages';
  readonly hears: 'steps' | 'pages';
  /** Posts that may be under way at once. */
  readonly atOnce: number;
  /** What the tool is posted, now. */
  payloadOf(page: Page, now: Instant): unknown;
}

/** Posts pages to a tool, one at a time. When one of several fails all are sent again: the tool knows each by its key. */
export class ToolReceiver implements Receiver {
  readonly destination: string;
  readonly hears: 'steps' | 'pages';
  readonly atOnce: number;
  readonly perSend = 1;
  readonly lease: Milliseconds;
  readonly patience: Patience;
  private readonly tool: Tool;
  private readonly settings: ToolSettings;

  constructor(tool: Tool, settings: ToolSettings) {
    this.destination = tool.destination;
    this.hears = tool.hears;
    this.atOnce = tool.atOnce;
    this.lease = 3 * settings.timeout;
    this.patience = settings.patience;
    this.tool = tool;
    this.settings = settings;
  }

  async send([message]: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery> {
    if (message === undefined) return { kind: 'delivered' };
    const pages = this.tool.keeps === 'alerts' ? pagesOf(message) : [pageOfAll(message)];
    let delivery: Delivery = { kind: 'delivered' };
    for (const page of pages) {
      // What may be coming is nothing that a tool could show.
      if (page.state === 'pending' || delivery.kind !== 'delivered') continue;
      const payload = this.tool.payloadOf(page, this.settings.clock());
      delivery = await post(this.settings, JSON.stringify(payload), {}, stop);
    }
    return delivery;
  }
}
