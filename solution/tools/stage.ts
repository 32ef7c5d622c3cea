/**
 * Room solution. Writes a complete unpacked folder, built files included, for tools that want everything in one place:
 * `pac solution pack --folder dist/unpacked` or Microsoft's SolutionPackager, which lists controls on disk before it maps.
 *
 * Command line: `tsx solution/tools/stage.ts [folder]`, by default into dist/unpacked.
 */
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exitWithError } from './errors';
import { OUR_OUTPUT, OUR_SOURCE } from './pack';
import { controlResources, readBuiltFile, readControlManifest, readSource, type ReadSourceOptions } from './readSource';

/**
 * Copies the source and the built files that it names into `target`, which is emptied first.
 * @throws {BuiltFileMissingError | SourceInvalidError}
 */
export function stageSolution(options: ReadSourceOptions, target: string): void {
  const source = readSource(options);
  rmSync(target, { recursive: true, force: true });
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
    const target = resolve(process.argv[2] ?? join(OUR_OUTPUT, 'unpacked'));
    stageSolution(OUR_SOURCE, target);
    console.log(target);
  } catch (error) {
    exitWithError(error);
  }
}
