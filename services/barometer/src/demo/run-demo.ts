import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Milliseconds } from '#core/time';
import { createLogger, startServices, stopSignals, type RunningServices } from '#libs/runtime';
import { kpiTable } from '../kpis/kpi-table.ts';
import { ReaderClient } from '../kpis/reader-client.ts';
import { SERVICES } from '../services.ts';
import type { SimulationSummary } from '../simulate/index.ts';
import { LiveArea } from '../terminal/live-area.ts';
import { openDemoFolder, removeDemoFolder } from './demo-folder.ts';
import { DemoScreen } from './demo-screen.ts';
import { dataDirOf, demoSettings } from './demo-settings.ts';
import { freeOrAny } from './free-port.ts';
import { playDesk } from './play-desk.ts';
import { summaryText } from './summary-text.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

export interface DemoRequest {
  /** How long the desk is played; `undefined`: until a signal. */
  readonly length: Milliseconds | undefined;
  /** `undefined`: the usual one if it is free. */
  readonly port: number | undefined;
}

const USUAL_PORT = 8080;
const QUESTION = {
  window: '7d',
  filter: new Map<string, string>(),
  kpis: [
    'nps',
    'csat',
    'ticket-volume',
    'backlog',
    'first-response-time',
    'resolution-time',
    'sla-compliance',
    'first-contact-resolution',
    'reopen-rate',
  ],
};

/** Runs the demo: from the first start of its database to the removal of its folder. */
export async function runDemo({ length, port }: DemoRequest): Promise<void> {
  const signal = stopSignals();
  const screen = new DemoScreen(new LiveArea(process.stdout), Date.now);
  screen.say('Starting PostgreSQL and all services in this process …');
  const dataDir = await openDemoFolder(dataDirOf(process.env, process.cwd()));
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const receiver = await startWebhookReceiver(secret, (alert) => screen.alert(alert));
  try {
    const settings = demoSettings({
      port: port ?? (await freeOrAny(USUAL_PORT)),
      dataDir,
      webhook: { url: receiver.url, secret },
    });
    const services = await startServices(SERVICES, { settings, logger: createLogger(settings.logLevel), signal });
    try {
      const ending = length === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(length)]);
      const { sent, table } = await Promise.race([services.failed, show(services, screen, { length, ending, signal })]);
      screen.end(table);
      screen.say(summaryText(sent, screen.alerts));
    } finally {
      await services.close();
    }
  } finally {
    await receiver.close();
    await removeDemoFolder(dataDir);
  }
  screen.say('Everything is stopped, and the data of the demo are removed.');
}

interface Showing {
  readonly length: Milliseconds | undefined;
  /** Aborted when the demo is over, by its time or by a person. */
  readonly ending: AbortSignal;
  /** Aborted by a person only, who does not want to wait. */
  readonly signal: AbortSignal;
}

async function show(
  { url }: RunningServices,
  screen: DemoScreen,
  { length, ending, signal }: Showing,
): Promise<{ sent: SimulationSummary; table: string }> {
  screen.say(
    `\n  ${url}          what there is\n  ${url}/docs     the HTTP interface\n  ${url}/metrics  for Prometheus\n`,
  );
  const reader = new ReaderClient(url, signal);
  let table = '';
  const redraw = async () => {
    while (!ending.aborted) {
      table = await kpiTable(reader, QUESTION);
      screen.table(table);
      await delay(1_000, undefined, { signal: ending });
    }
  };
  const stopped = (error: unknown) => {
    if (!ending.aborted) throw error;
  };
  const [sent] = await Promise.all([playDesk(url, length, ending, screen.progress), redraw().catch(stopped)]);
  if (!signal.aborted) table = await settledTable(reader);
  return { sent, table };
}

/** The table once the last events are counted: when it stays the same for a moment. */
async function settledTable(reader: ReaderClient): Promise<string> {
  let table = await kpiTable(reader, QUESTION);
  for (let attempt = 0; attempt < 20; attempt++) {
    await delay(500);
    const next = await kpiTable(reader, QUESTION);
    if (next === table) break;
    table = next;
  }
  return table;
}
