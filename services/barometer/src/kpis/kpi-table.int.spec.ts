import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kpiTable } from './kpi-table.ts';
import { ReaderClient } from './reader-client.ts';

let server: Server;
let url: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [path = ''] = (request.url ?? '').split('?');
    const id = path.split('/')[3];
    if (path === '/v1/kpis') {
      response.end(JSON.stringify({ kpis: [{ id: 'nps', title: 'Net Promoter Score' }] }));
    } else if (id === 'nps') {
      const previous = { value: -10.5, n: 38 };
      const interval = { low: -34.1, high: 10.2, level: 0.95, method: 'adjusted-wald' };
      response.end(
        JSON.stringify({ kpi: id, value: -12.5, unit: 'points', n: 40, interval, band: 'poor', previous, parts: {} }),
      );
    } else {
      const errors = [{ path: 'id', message: 'names no KPI' }];
      response.writeHead(404).end(JSON.stringify({ status: 404, detail: `no KPI is called "${id}"`, errors }));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
});
afterAll(() => server.close());

const reader = (at = url) => new ReaderClient(at, new AbortController().signal);
const question = { window: '7d', kpis: [], filter: new Map([['team', 'desk & co']]) };

test('the readings stand in a table, with the segment asked for', async () => {
  expect(await kpiTable(reader(), question)).toBe(
    [
      '┌────────────────────┬───────┬────┬───────────────┬────────┬──────┐',
      '│ KPI                │    7d │  n │ 95 % interval │ change │ band │',
      '│ Net Promoter Score │ −12.5 │ 40 │ −34.1 … +10.2 │   −2.0 │ poor │',
      '└────────────────────┴───────┴────┴───────────────┴────────┴──────┘',
    ].join('\n'),
  );
  expect(asked.at(-1)).toBe('/v1/kpis/nps/reading?window=7d&team=desk+%26+co');
});

test('a KPI that the reader does not know is told in its words', async () => {
  await expect(kpiTable(reader(), { ...question, kpis: ['npx'] })).rejects.toThrow(
    /answered 404: no KPI is called "npx"\n {2}id names no KPI/,
  );
});

test('a reader that is not there is told with what to do', async () => {
  await expect(kpiTable(reader('http://127.0.0.1:1'), question)).rejects.toThrow(
    'Nothing answers at http://127.0.0.1:1. Start Barometer with "barometer start", or say where it is with --url.',
  );
});
