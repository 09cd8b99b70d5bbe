import type { Catalogue, Reading } from '#core/kpis';

/** The reader could not be asked; the message says why and what to do. */
export class ReaderUnreachable extends Error {
  override readonly name = 'ReaderUnreachable';
}

/** Asks a running reader over HTTP. */
export class ReaderClient {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#url = url.replace(/\/+$/, '');
    this.#signal = signal;
  }

  /** The ids and titles of all KPIs. */
  async catalogue(): Promise<Catalogue> {
    return (await this.#get('/v1/kpis')) as Catalogue;
  }

  /** @param filter dimensions and their values, such as `team` → `desk-1`. */
  async reading(kpi: string, window: string, filter: ReadonlyMap<string, string>): Promise<Reading> {
    const query = new URLSearchParams({ window, ...Object.fromEntries(filter) });
    return (await this.#get(`/v1/kpis/${kpi}/reading?${query.toString()}`)) as Reading;
  }

  /** A KPI's rolling value at each step, or one per group and step. @param query as `GET /v1/kpis/{id}/series` takes it */
  async series(kpi: string, query: Readonly<Record<string, string>>): Promise<readonly Reading[]> {
    const path = `/v1/kpis/${kpi}/series?${new URLSearchParams(query).toString()}`;
    return ((await this.#get(path)) as { readings: Reading[] }).readings;
  }

  async #get(path: string): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.#url + path, { signal: this.#signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      throw new ReaderUnreachable(
        `Nothing answers at ${this.#url}. Start Barometer with "barometer start", or say where it is with --url.`,
        { cause: error },
      );
    }
    if (response.ok) return response.json();
    const { detail, errors = [] } = (await response.json().catch(() => ({}))) as {
      detail?: string;
      errors?: { path: string; message: string }[];
    };
    const fields = errors.map(({ path, message }) => `\n  ${path} ${message}`).join('');
    throw new ReaderUnreachable(
      `${this.#url}${path} answered ${response.status}: ${detail ?? 'is this Barometer?'}${fields}`,
    );
  }
}
