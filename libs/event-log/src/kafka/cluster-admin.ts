import type { Admin } from 'kafkajs';

import { LogUnavailable, UnknownTopic } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import { connectionAdvice } from './connection-advice.ts';
import { createClient, forAbout } from './kafka-client.ts';
import { isHopeless, messageOf, refusalIn } from './kafka-errors.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';
import { atMost, withPatience } from './patience.ts';

/** Asks the cluster questions, over one connection that is made anew after any failure: kafkajs' admin keeps old leaders. */
export class ClusterAdmin {
  private readonly settings: KafkaSettings;
  private connecting: Promise<Admin> | undefined;

  constructor(settings: KafkaSettings) {
    this.settings = settings;
  }

  /**
   * Asks until there is an answer.
   *
   * @throws UnknownTopic when the answer is that the topic does not exist; LogUnavailable after the patience, and at once
   * when no waiting would help.
   */
  async ask<T>(
    what: string,
    topic: string,
    question: (admin: Admin) => Promise<T>,
    patience: number = this.settings.patience ?? DEFAULTS.patience,
  ): Promise<T> {
    return withPatience(what, patience, async ({ over, note }) => {
      for (;;) {
        try {
          return await question(await this.connected());
        } catch (error) {
          await this.letGo();
          const refusal = refusalIn(topic, error);
          if (refusal instanceof UnknownTopic) throw refusal;
          const advice = connectionAdvice(error);
          if (advice !== undefined || isHopeless(error))
            throw new LogUnavailable(`${what}: ${advice ?? messageOf(error)}`, { cause: error });
          note(error);
          await pause(200, over);
          if (over.aborted) throw error;
        }
      }
    });
  }

  async close(): Promise<void> {
    await this.letGo();
  }

  private async connected(): Promise<Admin> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  private async connect(): Promise<Admin> {
    const admin = createClient(this.settings, forAbout(1_000)).admin();
    await admin.connect();
    return admin;
  }

  private async letGo(): Promise<void> {
    const { connecting } = this;
    this.connecting = undefined;
    if (connecting === undefined) return;
    await atMost(
      2_000,
      connecting.then(async (admin) => admin.disconnect()),
    );
  }
}
