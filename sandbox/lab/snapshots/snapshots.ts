/**
 * Room sandbox/lab, snapshots. Keeps the whole database under names, with what the clock showed, and puts it back; one of them is
 * the start, to which a reset goes back.
 */
import type { VirtualClock } from '../../clock';
import type { OpenedDataverse } from '../../dataverse/open';
import { copyDatabase, replaceContent } from '../../dataverse/storage/replaceContent';
import { LabOrderError } from '../labOrderError';
import { SnapshotFiles, type SnapshotNote, type StoredSnapshot } from './snapshotFiles';

/** Of no snapshot that a person makes: those have no control characters. */
const START = '\u0000start';
const MAX_NAME_CHARACTERS = 60;

export interface Snapshot {
  readonly name: string;
  readonly createdOn: string;
  readonly bytes: number;
}

export interface SnapshotParts {
  readonly dataverse: OpenedDataverse;
  readonly clock: VirtualClock;
  readonly databaseFile: string;
  /** What is in the middle of something, as a sentence; `undefined` when nothing is. */
  readonly busy: () => string | undefined;
  /** Told when the list may show something else. */
  readonly changed: () => void;
}

const toSnapshot = ({ name, createdOn, bytes }: StoredSnapshot): Snapshot => ({ name, createdOn, bytes });

export class Snapshots {
  private readonly files: SnapshotFiles;
  private restoring: SnapshotNote | undefined;

  constructor(private readonly parts: SnapshotParts) {
    this.files = new SnapshotFiles(parts.databaseFile);
    // Before others hear of the new rows and ask what time it is.
    parts.dataverse.onRestore(() => {
      if (this.restoring) parts.clock.resume(this.restoring.clock);
    });
  }

  /** Oldest first. */
  list(): Snapshot[] {
    return this.files
      .list()
      .filter(({ name }) => name !== START)
      .map(toSnapshot);
  }

  /** When the start was marked; `undefined` when it never was. */
  get startedOn(): string | undefined {
    return this.files.find(START)?.createdOn;
  }

  /** @throws {LabOrderError} when the name is taken (unless it may be replaced) or unusable, or something is under way */
  create(name: string, mayReplace = false): Snapshot {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(trimmed)) {
      const message = `The name of a snapshot has 1 to ${MAX_NAME_CHARACTERS} characters.`;
      throw new LabOrderError(400, 'snapshot-name-invalid', message);
    }
    if (!mayReplace && this.files.find(trimmed))
      throw new LabOrderError(409, 'snapshot-exists', 'There is a snapshot of this name already.');
    return this.keep(trimmed);
  }

  /** @throws {LabOrderError} when there is none of that name, or something is under way */
  restore(name: string): void {
    this.putBack(this.find(name));
  }

  /** @throws {LabOrderError} when there is none of that name */
  delete(name: string): void {
    this.files.remove(this.find(name).name);
    this.parts.changed();
  }

  /** What is there now is what a reset goes back to. @throws {LabOrderError} when something is under way */
  markStart(): Snapshot {
    return this.keep(START);
  }

  /** @throws {LabOrderError} when no start was marked, or something is under way */
  reset(): void {
    const start = this.files.find(START);
    if (!start) {
      const message = 'This database does not know its start. Say with PUT /lab/start that it is what is there now.';
      throw new LabOrderError(409, 'start-unknown', message);
    }
    this.putBack(start);
  }

  close(): void {
    this.files.close();
  }

  private find(name: string): StoredSnapshot {
    const found = this.files.find(name.trim());
    if (!found || found.name === START)
      throw new LabOrderError(404, 'snapshot-unknown', 'There is no snapshot of this name.');
    return found;
  }

  private keep(name: string): Snapshot {
    const { dataverse, clock } = this.parts;
    this.assertIdle();
    const note = { name, createdOn: clock.now().toISOString(), clock: clock.setting };
    const kept = this.files.write(note, (file) => copyDatabase(dataverse.database, file));
    this.parts.changed();
    return toSnapshot(kept);
  }

  private putBack(snapshot: StoredSnapshot): void {
    this.assertIdle();
    this.restoring = snapshot;
    try {
      replaceContent(this.parts.dataverse.database, snapshot.file);
    } finally {
      this.restoring = undefined;
    }
    this.parts.changed();
  }

  private assertIdle(): void {
    const reason = this.parts.busy();
    if (reason !== undefined) throw new LabOrderError(409, 'sandbox-busy', `${reason} Try again when that is done.`);
  }
}
