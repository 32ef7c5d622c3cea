/**
 * Room solution. Writes a complete unpacked folder, built files included, for tools that want everything in one place:
 * `pac solution pack --folder dist/unpacked` or Microsoft's SolutionPackager, which lists controls on disk before it maps.
 *
 * Command line: `tsx solution/tools/stage.ts [folder]`, by default into dist/unpacked, which is emptied first.
 */
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exitWithError, SourceInvalidError } from './errors';
import { OUR_OUTPUT, OUR_SOURCE } from './pack';
import {
  controlResources,
  filesBelow,
  readBuiltFile,
  readControlManifest,
  readSource,
  type ReadSourceOptions,
} from './readSource';

const OUR_STAGE = join(OUR_OUTPUT, 'unpacked');

/**
 * Copies the source and the built files that it names into `target`, which has to be empty or not there.
 * @throws {BuiltFileMissingError | SourceInvalidError}
 */
export function stageSolution(options: ReadSourceOptions, target: string): void {
  const source = readSource(options);
  if (filesBelow(target).length > 0) throw new SourceInvalidError(target, 'it is not empty. Name an empty folder.');
  cpSync(options.folder, target, { recursive: true });
  const write = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), bytes);
  };
  for (const resource of source.webResources) {
    write(
      resource.path.replace(/\.data\.xml$/, ''),
      readBuiltFile(resource.contentFile, `Web resource ${resource.name}`),
    );
  }
  for (const control of source.controls) {
    const folder = dirname(control.path);
    const paths = controlResources(readControlManifest(control));
    copyFileSync(control.builtFile('ControlManifest.xml'), join(target, folder, 'ControlManifest.xml'));
    for (const path of paths) {
      write(`${folder}/${path}`, readBuiltFile(control.builtFile(path), `Control ${control.name}`));
    }
  }
}

if (require.main === module) {
  try {
    const target = resolve(process.argv[2] ?? OUR_STAGE);
    if (target === OUR_STAGE) rmSync(OUR_STAGE, { recursive: true, force: true });
    stageSolution(OUR_SOURCE, target);
    console.log(target);
  } catch (error) {
    exitWithError(error);
  }
}
