/**
 * Room sandbox/lab, snapshots. Snapshots as files in one folder: a copy of the database, and beside it what is known of it. A
 * snapshot is there when both are.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClockSetting } from '../../clock';

/** What is known of a snapshot. */
export interface SnapshotNote {
  readonly name: string;
  /** By the sandbox's clock; ISO 8601, UTC. */
  readonly createdOn: string;
  readonly clock: ClockSetting;
}

export interface StoredSnapshot extends SnapshotNote {
  readonly file: string;
  readonly bytes: number;
}

/** Where the snapshots of a database file lie: beside it. */
export const snapshotFolder = (databaseFile: string): string => `${databaseFile}.snapshots`;

/** Any name makes a file name; names that differ in case only make the same. */
const keyOf = (name: string): string =>
  createHash('sha256').update(name.normalize('NFC').toLowerCase()).digest('hex').slice(0, 24);

export class SnapshotFiles {
  private temporary: string | undefined;

  /** @param databaseFile `:memory:` keeps snapshots in a temporary folder until `close` */
  constructor(private readonly databaseFile: string) {}

  list(): StoredSnapshot[] {
    const folder = this.folder();
    if (folder === undefined || !existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => this.read(folder, file.slice(0, -'.json'.length)) ?? [])
      .sort((one, other) => one.createdOn.localeCompare(other.createdOn) || one.name.localeCompare(other.name));
  }

  find(name: string): StoredSnapshot | undefined {
    const folder = this.folder();
    return folder === undefined ? undefined : this.read(folder, keyOf(name));
  }

  /** Puts a snapshot in the place of the one of that name. @param copy writes the database to a new file */
  write(note: SnapshotNote, copy: (file: string) => void): StoredSnapshot {
    const folder = this.folder() ?? (this.temporary = mkdtempSync(join(tmpdir(), 'sandbox-snapshots-')));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, keyOf(note.name));
    rmSync(`${path}.part`, { force: true });
    copy(`${path}.part`);
    this.remove(note.name);
    renameSync(`${path}.part`, `${path}.db`);
    writeFileSync(`${path}.json.part`, JSON.stringify(note));
    renameSync(`${path}.json.part`, `${path}.json`);
    return { ...note, file: `${path}.db`, bytes: statSync(`${path}.db`).size };
  }

  remove(name: string): void {
    const folder = this.folder();
    if (folder === undefined) return;
    const path = join(folder, keyOf(name));
    for (const end of ['json', 'db']) rmSync(`${path}.${end}`, { force: true });
  }

  /** Those of a database that vanishes vanish with it. */
  close(): void {
    if (this.temporary !== undefined) rmSync(this.temporary, { recursive: true, force: true });
    this.temporary = undefined;
  }

  private folder(): string | undefined {
    return this.databaseFile === ':memory:' ? this.temporary : snapshotFolder(this.databaseFile);
  }

  private read(folder: string, key: string): StoredSnapshot | undefined {
    const file = join(folder, `${key}.db`);
    const note = join(folder, `${key}.json`);
    if (!existsSync(file) || !existsSync(note)) return undefined;
    return { ...(JSON.parse(readFileSync(note, 'utf8')) as SnapshotNote), file, bytes: statSync(file).size };
  }
}
