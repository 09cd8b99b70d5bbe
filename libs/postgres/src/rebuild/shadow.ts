import type { Database, Queries } from '../database.ts';
import { createLike, indexLike, withPartitions } from './table-twin.ts';

/** The tables that a rebuild makes anew. Segments are not among them: their numbers only ever grow, and all builds share them. */
export const REBUILT_TABLES = ['subjects', 'ledger', 'panes', 'pane_positions'] as const;

export type RebuiltTable = (typeof REBUILT_TABLES)[number] | 'journal';

/**
 * A projection in the making: tables of the same names as the live ones in a schema of their own, so that with the
 * schema first in the search path the code that writes the live tables writes these.
 */
export class Shadow {
  /** The schema of the live tables. */
  readonly live: string;
  readonly schema: string;
  /** Where the live tables go when the shadow takes their place. */
  readonly retired: string;
  readonly tables: readonly RebuiltTable[];
  private readonly database: Database;

  private constructor(database: Database, live: string, tables: readonly RebuiltTable[]) {
    this.database = database;
    this.live = live;
    this.schema = `${live}_rebuild`;
    this.retired = `${live}_retired`;
    this.tables = tables;
  }

  /** An empty shadow; what a rebuild that was cut off has left behind is removed first. */
  static async create(database: Database, tables: readonly RebuiltTable[] = REBUILT_TABLES): Promise<Shadow> {
    const [row] = await database.query<{ live: string }>('SELECT quote_ident(current_schema()) AS live');
    const shadow = new Shadow(database, row?.live ?? 'public', tables);
    await shadow.remove();
    await database.transaction(async (tx) => {
      await tx.execute(`CREATE SCHEMA ${shadow.schema}`);
      for (const table of tables) await createLike(tx, shadow.live, shadow.schema, table);
    });
    return shadow;
  }

  /** Gives some of the tables their keys and indexes, two statements at a time, and tells the planner what is in them. */
  async index(tables: readonly RebuiltTable[]): Promise<void> {
    const statements: string[] = [];
    for (const table of tables) statements.push(...(await indexLike(this.database, this.live, this.schema, table)));
    await Promise.all([this.runAll(statements), this.runAll(statements)]);
    for (const table of tables) await this.database.execute(`ANALYZE ${this.schema}.${table}`);
  }

  /** Makes the unqualified names of the projection's tables those of the shadow, until the transaction ends. */
  async enter(tx: Queries): Promise<void> {
    await tx.execute(`SET LOCAL search_path = ${this.schema}, ${this.live}`);
  }

  /**
   * Puts the shadow's tables in the place of the live ones, which go to the schema `retired`. Quick: only names change.
   *
   * @param tx in which nobody else can name the tables
   */
  async takePlace(tx: Queries): Promise<void> {
    await tx.execute(`CREATE SCHEMA ${this.retired}`);
    for (const table of this.tables) {
      for (const name of await withPartitions(tx, this.live, table)) {
        await tx.execute(`ALTER TABLE ${this.live}.${name} SET SCHEMA ${this.retired}`);
      }
      for (const name of await withPartitions(tx, this.schema, table)) {
        await tx.execute(`ALTER TABLE ${this.schema}.${name} SET SCHEMA ${this.live}`);
      }
    }
  }

  /** Removes the shadow, and whatever it has taken the place of. The live projection is left as it is. */
  async remove(): Promise<void> {
    await this.database.execute(`DROP SCHEMA IF EXISTS ${this.schema}, ${this.retired} CASCADE`);
  }

  private async runAll(statements: string[]): Promise<void> {
    for (let statement = statements.shift(); statement !== undefined; statement = statements.shift()) {
      await this.database.execute(statement);
    }
  }
}
