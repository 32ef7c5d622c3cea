/**
 * Room sandbox/dataverse, solutions. The layers: what each solution says about each component, so that the layer below can
 * come back when the one above goes. Below all managed layers lies what Microsoft brought, above them the one layer that all
 * unmanaged customizations share.
 * Source: Microsoft Learn, "Solution layers".
 */
import type { SqlConnection } from '../contracts';
import { ownValue } from '../ownValue';
import type { Part } from './parts';

/** Owner of what was there before any solution. */
export const SYSTEM = '@system';
/** Owner of the unmanaged customizations. */
export const ACTIVE = '@active';

const PLACES: Readonly<Record<string, number>> = { [SYSTEM]: 0, [ACTIVE]: 1_000_000_000 };

export interface Layer {
  /** Unique name of a managed solution, `SYSTEM` or `ACTIVE`. */
  readonly owner: string;
  readonly part: Part;
}

export class Layers {
  constructor(private readonly database: SqlConnection) {
    database.define(
      'CREATE TABLE IF NOT EXISTS "sandbox$layer" (owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL, part TEXT NOT NULL, PRIMARY KEY (kind, name, owner))',
    );
    database.define('CREATE INDEX IF NOT EXISTS "sandbox$layer$owner" ON "sandbox$layer" (owner)');
  }

  /** Components that an owner has a layer of. */
  ofOwner(owner: string): Part[] {
    return this.database
      .all('SELECT part FROM "sandbox$layer" WHERE owner = ? ORDER BY rowid', [owner])
      .map(([part]) => JSON.parse(String(part)) as Part);
  }

  /** Layers of one component, the lowest first. */
  of(kind: Part['kind'], name: string): Layer[] {
    return this.database
      .all('SELECT owner, part FROM "sandbox$layer" WHERE kind = ? AND name = ? ORDER BY place', [kind, name])
      .map(([owner, part]) => ({ owner: String(owner), part: JSON.parse(String(part)) as Part }));
  }

  put(owner: string, part: Part): void {
    this.database.run(
      'INSERT INTO "sandbox$layer" (owner, kind, name, place, part) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, name, owner) DO UPDATE SET part = excluded.part',
      [owner, part.kind, part.name, this.placeOf(owner), JSON.stringify(part)],
    );
  }

  remove(owner: string, { kind, name }: Pick<Part, 'kind' | 'name'>): void {
    this.database.run('DELETE FROM "sandbox$layer" WHERE owner = ? AND kind = ? AND name = ?', [owner, kind, name]);
  }

  /** A component that is gone has no layer left. */
  removeAll({ kind, name }: Pick<Part, 'kind' | 'name'>): void {
    this.database.run('DELETE FROM "sandbox$layer" WHERE kind = ? AND name = ?', [kind, name]);
  }

  /** Gives all layers of one owner to another, who has none, at the place of `at`. */
  rename(owner: string, at: string): void {
    const place = this.placeOf(at);
    this.database.run('DELETE FROM "sandbox$layer" WHERE owner = ?', [at]);
    this.database.run('UPDATE "sandbox$layer" SET owner = ?, place = ? WHERE owner = ?', [at, place, owner]);
  }

  /** Later solutions lie above earlier ones. */
  private placeOf(owner: string): number {
    const fixed = ownValue(PLACES, owner);
    if (fixed !== undefined) return fixed;
    const [[known] = []] = this.database.all('SELECT place FROM "sandbox$layer" WHERE owner = ? LIMIT 1', [owner]);
    if (typeof known === 'number') return known;
    const [[highest] = []] = this.database.all('SELECT max(place) FROM "sandbox$layer" WHERE owner NOT IN (?, ?)', [
      SYSTEM,
      ACTIVE,
    ]);
    return Number(highest ?? 0) + 1;
  }
}
