import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { parseInstant } from '#core/time';
import { runImport } from '../../services/barometer/src/import/index.ts';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';

/** What `barometer import` sends for some files, in the order in which it sends it. */
export async function importedEvents(
  mapping: string,
  files: readonly string[],
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ readonly events: DeskEvent[]; readonly rejectedRows: number }> {
  const events: DeskEvent[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const batch = (await json(request)) as DeskEvent['event'][];
    for (const event of batch) {
      events.push({ arrivesAt: parseInstant(event.recordedtime ?? event.time ?? '') ?? Date.now(), event });
    }
    const results = batch.map(({ id }, index) => ({ index, id, status: 202 }));
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  };
  const intake = createServer((request, response) => void take(request, response));
  await once(intake.listen(0, '127.0.0.1'), 'listening');
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'barometer-truth-'));
  try {
    const summary = await runImport(
      {
        mapping,
        files,
        to: `http://127.0.0.1:${(intake.address() as AddressInfo).port}`,
        parameters: new Map(Object.entries(parameters)),
        batch: 500,
        rejected: join(temporaryFolder, 'rejected.ndjson'),
        restart: true,
        dryRun: false,
        patience: 10_000,
        sortMemory: 128 * 1024 * 1024,
      },
      {
        now: () => Date.now(),
        signal: new AbortController().signal,
        display: { note: () => undefined, reading: () => undefined, sending: () => undefined, close: () => undefined },
        temporaryFolder,
      },
    );
    return { events, rejectedRows: summary.tally.rejectedRows };
  } finally {
    intake.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
