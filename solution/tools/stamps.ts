/**
 * Room solution. Remembers what each build step was made from, by content, so that a step whose inputs did not change and
 * whose outputs are there need not run again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { byName } from './readSource';

/** Folders that hold outputs or other people's code, never inputs. */
const NOT_INPUT = new Set(['node_modules', 'out']);
/** The build of a control writes types into a folder of this name beside its manifest; elsewhere it is source. */
const BUILT_TYPES = 'generated';
const CONTROL_MANIFEST = 'ControlManifest.Input.xml';

export interface StepFiles {
  readonly name: string;
  /** Files and folders, below the root; folders are read whole, without outputs and installed packages. */
  readonly inputs: readonly string[];
  /** Files that the step leaves behind. */
  readonly outputs: readonly string[];
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path);
  const isControl = names.includes(CONTROL_MANIFEST);
  return names
    .filter((name) => !NOT_INPUT.has(name) && !(isControl && name === BUILT_TYPES))
    .sort(byName)
    .flatMap((name) => filesOf(join(path, name)));
}

/** Stamps of the steps, kept as one small file each. */
export class Stamps {
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  private file(step: StepFiles): string {
    return join(this.folder, `${step.name.replace(/[^A-Za-z0-9]+/g, '-')}.sha256`);
  }

  /** Hash of the names and contents of a step's inputs, in hexadecimal. */
  hash({ inputs }: StepFiles): string {
    const hash = createHash('sha256');
    for (const file of inputs.flatMap((input) => filesOf(join(this.root, input)))) {
      hash
        .update(`${relative(this.root, file).split(sep).join('/')}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
    return hash.digest('hex');
  }

  /** Were the step's outputs made from inputs with this hash, and are they all still there? */
  isFresh(step: StepFiles, hash: string): boolean {
    const file = this.file(step);
    return (
      existsSync(file) &&
      readFileSync(file, 'utf8') === hash &&
      step.outputs.every((output) => existsSync(join(this.root, output)))
    );
  }

  /** Forgets a step before it runs, so that a half-finished one never counts as done. */
  forget(step: StepFiles): void {
    rmSync(this.file(step), { force: true });
  }

  remember(step: StepFiles, hash: string): void {
    const file = this.file(step);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, hash);
  }
}
