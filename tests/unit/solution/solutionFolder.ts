/**
 * Room tests. A copy of our unpacked solution in a temporary folder, with stand-ins for the built files, so that a test can
 * break it without a build.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readSource } from '../../../solution/tools/readSource';

const ROOT = resolve(__dirname, '../../..');
export const CONTROL = 'obm_Obm.MessageTemplateEditor';
const BUILT_CONTROL = 'pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor';

/** What the built scripts publish, as forms and commands call it. */
const GLOBALS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'obm_/js/outboundConfigurationForm.js': [
    'OutboundConfigurationForm',
    'onLoad',
    'onChannelTypeChange',
    'onShowInTimelineChange',
  ],
  'obm_/js/messageTemplateForm.js': ['MessageTemplateForm', 'onLoad', 'onSave', 'onTextChange'],
  'obm_/js/sendOutboundCommand.js': ['SendOutbound', 'fromGrid', 'fromForm', 'canSendFromGrid', 'canSendFromForm'],
};

const MANIFEST = `<?xml version="1.0" encoding="utf-8"?>
<manifest>
  <control namespace="Obm" constructor="MessageTemplateEditor" version="0.1.0" display-name-key="Editor" description-key="Edits" control-type="virtual">
    <property name="text" of-type="Multiple" usage="bound" required="true" display-name-key="Text" />
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
  if (global === undefined) return `stand-in for ${name}`;
  return `var Obm = Obm || {}; Obm.${global} = { ${functions.map((item) => `${item}: function () {}`).join(', ')} };`;
}

export class SolutionFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'outbound-solution-'));
  readonly src = join(this.root, 'solution/src');
  readonly map = join(this.root, 'solution/map.xml');
  readonly output = join(this.root, 'dist');

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
  }

  /** Writes a file outside the source, by its path below the temporary root. */
  writeBuilt(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  removeBuilt(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Adds or replaces a source file. */
  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.src, path)), { recursive: true });
    writeFileSync(join(this.src, path), content);
  }

  remove(path: string): void {
    rmSync(join(this.src, path), { recursive: true });
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
    const paths = readSource({ folder: this.src })
      .tables.flatMap((table) => [...table.forms, ...table.views])
      .map((file) => file.path)
      .filter((path) => path.startsWith(folder));
    if (paths.length !== 1 || paths[0] === undefined) throw new Error(`${folder} holds ${paths.length} files`);
    return paths[0];
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
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
