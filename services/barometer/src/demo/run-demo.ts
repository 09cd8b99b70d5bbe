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
      const { sent, table } = await Promise.race([services.failed, show(services, screen, length, signal)]);
      screen.end(table);
      screen.say(summaryText(sent, screen.alerts));
    } finally {
      await services.close();
    }
  } catch (error) {
    // Whoever stops the demo while it starts has seen enough.
    if (!signal.aborted) throw error;
  } finally {
    await receiver.close();
    await removeDemoFolder(dataDir);
  }
  screen.say('Everything is stopped, and the data of the demo are removed.');
}

async function show(
  { url }: RunningServices,
  screen: DemoScreen,
  length: Milliseconds | undefined,
  signal: AbortSignal,
): Promise<{ sent: SimulationSummary; table: string }> {
  screen.say(`
  ${url}          what there is
  ${url}/docs     the HTTP interface
  ${url}/metrics  for Prometheus

Sending two weeks of a simulated desk …`);
  const reader = new ReaderClient(url, signal);
  const over = new AbortController();
  const redrawing = redraw(reader, screen, AbortSignal.any([signal, over.signal]));
  const sent = await playDesk(url, length, signal, screen.progress);
  over.abort();
  const last = await redrawing;
  return { sent, table: signal.aborted ? last : await settledTable(reader) };
}

/** Draws the table once a second. @returns the last one. */
async function redraw(reader: ReaderClient, screen: DemoScreen, ending: AbortSignal): Promise<string> {
  let table = '';
  try {
    while (!ending.aborted) {
      table = await kpiTable(reader, QUESTION);
      screen.table(table);
      await delay(1_000, undefined, { signal: ending });
    }
  } catch (error) {
    if (!ending.aborted) throw error;
  }
  return table;
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
