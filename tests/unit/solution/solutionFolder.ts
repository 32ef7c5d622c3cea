/**
 * Room tests. A copy of our unpacked solution in a temporary folder, with stand-ins for the built files, so that a test can
 * break it without a build.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { filesBelow, readSource } from '../../../solution/tools/readSource';

const ROOT = resolve(__dirname, '../../..');
export const CONTROL = 'obm_Obm.MessageTemplateEditor';
const BUILT_CONTROL = 'pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor';

/** What the built scripts publish, as forms and commands call it: each function takes one value. */
const GLOBALS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'obm_/js/outboundConfigurationForm.js': [
    'OutboundConfigurationForm',
    'onLoad',
    'onChannelTypeChange',
    'onShowInTimelineChange',
  ],
  'obm_/js/localizedTextForm.js': ['LocalizedTextForm', 'onLoad', 'onSave', 'onTextChange'],
  'obm_/js/messageTemplateForm.js': ['MessageTemplateForm', 'onLoad', 'onSave', 'onTextChange'],
  'obm_/js/sendForm.js': ['SendForm', 'onLoad'],
  'obm_/js/sendOutboundCommand.js': [
    'SendOutbound',
    'fromGrid',
    'fromForm',
    'canSendFromGrid',
    'canSendFromForm',
    'hasConfiguration',
  ],
};

const MANIFEST = `<?xml version="1.0" encoding="utf-8"?>
<manifest>
  <control namespace="Obm" constructor="MessageTemplateEditor" version="0.1.0" display-name-key="Editor" description-key="Edits" control-type="virtual" api-version="1.3.18">
    <built-by name="pac" version="1.51.1" />
    <type-group name="texts"><type>Multiple</type><type>SingleLine.TextArea</type></type-group>
    <property name="text" of-type-group="texts" usage="bound" required="true" display-name-key="Text" />
    <property name="name" of-type="SingleLine.Text" usage="bound" required="false" display-name-key="Name" />
    <property name="channel" of-type="OptionSet" usage="bound" required="false" display-name-key="Channel" />
    <resources>
      <code path="bundle.js" order="1" />
      <platform-library name="React" version="16.14.0" />
      <resx path="strings/MessageTemplateEditor.1033.resx" version="1.0.0" />
    </resources>
  </control>
</manifest>`;

function standIn(name: string): string {
  const [global, ...functions] = GLOBALS[name] ?? [];
  if (name.endsWith('.svg'))
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor" />';
  if (global === undefined) return `stand-in for ${name}`;
  return `var Obm = Obm || {}; Obm.${global} = { ${functions.map((item) => `${item}: function (event) {}`).join(', ')} };`;
}

export class SolutionFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'outbound-solution-'));
  readonly src = join(this.root, 'solution/src');
  readonly map = join(this.root, 'solution/map.xml');
  readonly output = join(this.root, 'dist');
  /** Content before the first change, by absolute path; undefined for a file that was not there. */
  private readonly originals = new Map<string, Buffer | undefined>();

  constructor() {
    cpSync(join(ROOT, 'solution/src'), this.src, { recursive: true });
    cpSync(join(ROOT, 'solution/map.xml'), this.map);
    for (const { name } of readSource({ folder: this.src }).webResources) {
      this.writeBuilt(`dist/webresources/${name}`, standIn(name));
    }
    this.writeBuilt(`${BUILT_CONTROL}/ControlManifest.xml`, MANIFEST);
    this.writeBuilt(`${BUILT_CONTROL}/bundle.js`, 'bundle');
    this.writeBuilt(`${BUILT_CONTROL}/bundle.js.LICENSE.txt`, 'not named by the manifest');
    this.writeBuilt(`${BUILT_CONTROL}/strings/MessageTemplateEditor.1033.resx`, '<root />');
    this.originals.clear();
  }

  /** Writes a file outside the source, by its path below the temporary root. */
  writeBuilt(path: string, content: string): void {
    this.put(join(this.root, path), content);
  }

  removeBuilt(path: string): void {
    this.drop(join(this.root, path));
  }

  /** Adds or replaces a source file. */
  write(path: string, content: string): void {
    this.put(join(this.src, path), content);
  }

  /** Removes a source file, or a folder of them. */
  remove(path: string): void {
    const paths = filesBelow(this.src).filter((file) => file === path || file.startsWith(`${path}/`));
    if (paths.length === 0) throw new Error(`There is no ${path}`);
    for (const file of paths) this.drop(join(this.src, file));
  }

  read(path: string): string {
    return readFileSync(join(this.src, path), 'utf8');
  }

  /** Replaces the first occurrence of a text that must be there. */
  replace(path: string, from: string | RegExp, to: string): void {
    const before = this.read(path);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} does not hold ${String(from)}`);
    this.write(path, after);
  }

  /** The one source file below a folder, such as a form whose name is an id. */
  only(folder: string): string {
    const [path, ...more] = filesBelow(this.src, folder.replace(/\/$/, ''));
    if (path === undefined || more.length > 0) throw new Error(`${folder} does not hold one file`);
    return path;
  }

  /** The form or view below a folder that holds a text. */
  path(folder: string, text: string): string {
    const found = filesBelow(this.src, folder.replace(/\/$/, '')).find((path) => this.read(path).includes(text));
    if (found === undefined) throw new Error(`No file below ${folder} holds ${text}`);
    return found;
  }

  /** Undoes every change since the folder was made. */
  restore(): void {
    for (const [file, content] of this.originals) {
      if (content === undefined) rmSync(file, { force: true });
      else writeFileSync(file, content);
    }
    this.originals.clear();
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private keep(file: string): void {
    if (!this.originals.has(file)) this.originals.set(file, existsSync(file) ? readFileSync(file) : undefined);
  }

  private put(file: string, content: string): void {
    this.keep(file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  private drop(file: string): void {
    this.keep(file);
    rmSync(file);
  }
}

/** The `code` of what a function throws. Fails when it throws nothing. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  throw new Error('Nothing was thrown.');
}
