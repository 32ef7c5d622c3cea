/**
 * Room solution. Reads the unpacked solution (the classic layout of SolutionPackager) into its parts, refusing what it
 * would otherwise lose in silence.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BuiltFileMissingError, SourceInvalidError } from './errors';
import { readSourceMap, type SourceMap } from './sourceMap';
import { attribute, child, children, childText, descendants, parseXml, readXml, withoutXsi, type Element } from './xml';

/** One XML file of the source. */
export interface SourceFile {
  /** Path below the unpacked folder, with forward slashes. */
  readonly path: string;
  readonly root: Element;
}

export interface FormFile extends SourceFile {
  /** Kind as the folder says: `main`, `quick`, `quickCreate` or `card`. */
  readonly type: string;
  /** The `systemform` element. */
  readonly form: Element;
}

export interface ViewFile extends SourceFile {
  /** The `savedquery` element. */
  readonly view: Element;
}

export interface ChartFile extends SourceFile {
  /** The `visualization` element. */
  readonly chart: Element;
}

export interface TableSource {
  /** Schema name, such as `Incident`. */
  readonly schemaName: string;
  /** Lower-case name, such as `incident`. */
  readonly logicalName: string;
  readonly entity: SourceFile;
  readonly forms: readonly FormFile[];
  readonly views: readonly ViewFile[];
  readonly charts: readonly ChartFile[];
  readonly ribbon: SourceFile | undefined;
}

export interface WebResourceSource extends SourceFile {
  readonly name: string;
  /** Where the bytes lie on disk; the file need not exist yet. */
  readonly contentFile: string;
}

export interface ControlSource extends SourceFile {
  readonly name: string;
  /** Where a file of the built control lies on disk, by its path in the control. */
  builtFile(path: string): string;
}

/** A cloud flow: its row in the file `<name>.json.data.xml`, its definition in the file beside it. */
export interface FlowSource extends SourceFile {
  /** Id of the row, as written: in braces. */
  readonly id: string;
  /** The definition's file, by its path below the unpacked folder. */
  readonly definitionPath: string;
  /** The definition as it lies there; undefined when the file is missing. */
  readonly definition: string | undefined;
}

export interface TextFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

export interface SolutionSource {
  /** The unpacked folder. */
  readonly folder: string;
  readonly manifest: SourceFile;
  readonly customizations: SourceFile;
  /** Names listed in Other/Relationships.xml. */
  readonly relationshipNames: readonly string[];
  readonly relationships: readonly (SourceFile & { readonly relationship: Element })[];
  readonly tables: readonly TableSource[];
  readonly choices: readonly SourceFile[];
  readonly roles: readonly SourceFile[];
  readonly flows: readonly FlowSource[];
  readonly webResources: readonly WebResourceSource[];
  readonly controls: readonly ControlSource[];
  readonly siteMaps: readonly SourceFile[];
  readonly apps: readonly SourceFile[];
  readonly environmentVariables: readonly TextFile[];
}

export interface ReadSourceOptions {
  readonly folder: string;
  /** SolutionPackager mapping file. Default: none, every file lies in the folder. */
  readonly map?: string;
}

const FORM_TYPES = ['card', 'main', 'quick', 'quickCreate'];
const MANIFEST = 'Other/Solution.xml';
const CUSTOMIZATIONS = 'Other/Customizations.xml';
const RELATIONSHIPS = 'Other/Relationships.xml';
const DATA = '.data.xml';

/** Order of names that no machine's locale can change. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every file below a folder, with forward slashes, in the order of the names. */
export function filesBelow(folder: string, prefix = ''): string[] {
  if (!existsSync(join(folder, prefix))) return [];
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((a, b) => byName(a.name, b.name))
    .flatMap((entry) => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, path) : [path];
    });
}

class Reader {
  private readonly unread: Set<string>;
  readonly paths: readonly string[];
  constructor(readonly folder: string) {
    this.paths = filesBelow(folder);
    this.unread = new Set(this.paths);
  }
  below(prefix: string): string[] {
    return this.paths.filter((path) => path.startsWith(prefix));
  }
  text(path: string): string {
    this.unread.delete(path);
    return readFileSync(join(this.folder, path), 'utf8');
  }
  xml(path: string, rootName: string): SourceFile {
    if (!this.paths.includes(path)) throw new SourceInvalidError(path, 'the file is missing.');
    const root = withoutXsi(parseXml(this.text(path), path));
    if (root.tagName !== rootName) {
      throw new SourceInvalidError(path, `the root element is ${root.tagName}, not ${rootName}.`);
    }
    return { path, root };
  }
  /** Takes a file that another file replaces, such as a built file that lies in the source. */
  skip(path: string): void {
    this.unread.delete(path);
  }
  /** @throws {SourceInvalidError} for a file that no part above took. */
  refuseUnread(): void {
    const [path] = this.unread;
    if (path !== undefined) throw new SourceInvalidError(path, 'the packer does not know this kind of file.');
  }
}

function only(file: SourceFile, name: string): Element {
  const [element, ...more] = children(file.root, name);
  if (!element || more.length > 0) throw new SourceInvalidError(file.path, `expected one ${name} element.`);
  return element;
}

function readTable(reader: Reader, schemaFolder: string): TableSource {
  const prefix = `Entities/${schemaFolder}/`;
  const entity = reader.xml(`${prefix}Entity.xml`, 'Entity');
  const schemaName = childText(entity.root, 'Name');
  const forms = FORM_TYPES.flatMap((type) =>
    reader.below(`${prefix}FormXml/${type}/`).map((path) => {
      const file = reader.xml(path, 'forms');
      return { ...file, type, form: only(file, 'systemform') };
    }),
  );
  const views = reader.below(`${prefix}SavedQueries/`).map((path) => {
    const file = reader.xml(path, 'savedqueries');
    return { ...file, view: only(file, 'savedquery') };
  });
  const charts = reader.below(`${prefix}Visualizations/`).map((path) => {
    const file = reader.xml(path, 'visualization');
    return { ...file, chart: file.root };
  });
  const ribbonPath = `${prefix}RibbonDiff.xml`;
  const ribbon = reader.paths.includes(ribbonPath) ? reader.xml(ribbonPath, 'RibbonDiffXml') : undefined;
  return { schemaName, logicalName: schemaName.toLowerCase(), entity, forms, views, charts, ribbon };
}

function readRelationships(reader: Reader): Pick<SolutionSource, 'relationshipNames' | 'relationships'> {
  if (!reader.paths.includes(RELATIONSHIPS)) return { relationshipNames: [], relationships: [] };
  const list = reader.xml(RELATIONSHIPS, 'EntityRelationships');
  const relationships = reader.below('Other/Relationships/').flatMap((path) => {
    const file = reader.xml(path, 'EntityRelationships');
    return children(file.root, 'EntityRelationship').map((relationship) => ({ ...file, relationship }));
  });
  relationships.sort((a, b) =>
    byName(attribute(a.relationship, 'Name') ?? '', attribute(b.relationship, 'Name') ?? ''),
  );
  return {
    relationshipNames: children(list.root, 'EntityRelationship').map((item) => attribute(item, 'Name') ?? ''),
    relationships,
  };
}

function readWebResources(reader: Reader, map: SourceMap): WebResourceSource[] {
  return reader
    .below('WebResources/')
    .filter((path) => path.endsWith(DATA))
    .map((path) => {
      const content = path.slice(0, -DATA.length);
      reader.skip(content);
      const file = reader.xml(path, 'WebResource');
      return { ...file, name: childText(file.root, 'Name'), contentFile: map.resolve(content) };
    });
}

function readControls(reader: Reader, map: SourceMap): ControlSource[] {
  const manifestData = `/ControlManifest.xml${DATA}`;
  return reader
    .below('Controls/')
    .filter((path) => path.endsWith(manifestData))
    .map((path) => {
      const prefix = path.slice(0, -manifestData.length);
      for (const built of reader.below(`${prefix}/`)) if (built !== path) reader.skip(built);
      const file = reader.xml(path, 'CustomControl');
      return { ...file, name: childText(file.root, 'Name'), builtFile: (name) => map.resolve(`${prefix}/${name}`) };
    });
}

function readFlows(reader: Reader): FlowSource[] {
  return reader
    .below('Workflows/')
    .filter((path) => path.endsWith(`.json${DATA}`))
    .map((path) => {
      const file = reader.xml(path, 'Workflow');
      const definitionPath = path.slice(0, -DATA.length);
      const definition = reader.paths.includes(definitionPath) ? reader.text(definitionPath) : undefined;
      return { ...file, id: attribute(file.root, 'WorkflowId') ?? '', definitionPath, definition };
    });
}

function readEnvironmentVariables(reader: Reader): TextFile[] {
  return reader.below('environmentvariabledefinitions/').map((path) => {
    const text = reader.text(path);
    const root = parseXml(text, path);
    if (root.tagName !== 'environmentvariabledefinition') {
      throw new SourceInvalidError(path, 'only definitions are packed: a value belongs to one environment.');
    }
    return { path, text, name: attribute(root, 'schemaname') ?? '' };
  });
}

/**
 * Reads the unpacked solution.
 * @throws {SourceInvalidError} for XML that is not well-formed, a missing file, or one that the packer would lose.
 */
export function readSource({ folder, map: mapFile }: ReadSourceOptions): SolutionSource {
  if (!existsSync(folder)) throw new SourceInvalidError(folder, 'the folder does not exist.');
  const reader = new Reader(folder);
  const map = readSourceMap(folder, mapFile);
  const tableFolders = [...new Set(reader.below('Entities/').map((path) => path.split('/')[1] ?? ''))];
  const single = (prefix: string, rootName: string): SourceFile[] =>
    reader.below(prefix).map((path) => reader.xml(path, rootName));
  const source: SolutionSource = {
    folder,
    manifest: reader.xml(MANIFEST, 'ImportExportXml'),
    customizations: reader.xml(CUSTOMIZATIONS, 'ImportExportXml'),
    ...readRelationships(reader),
    tables: tableFolders.map((name) => readTable(reader, name)),
    choices: single('OptionSets/', 'optionset'),
    roles: single('Roles/', 'Role'),
    flows: readFlows(reader),
    webResources: readWebResources(reader, map),
    controls: readControls(reader, map),
    siteMaps: single('AppModuleSiteMaps/', 'AppModuleSiteMap'),
    apps: single('AppModules/', 'AppModule'),
    environmentVariables: readEnvironmentVariables(reader),
  };
  reader.refuseUnread();
  return source;
}

/** Bytes of a built file. @throws {BuiltFileMissingError} */
export function readBuiltFile(file: string, neededBy: string): Uint8Array {
  if (!existsSync(file)) throw new BuiltFileMissingError(relative(process.cwd(), file), neededBy);
  return readFileSync(file);
}

/** Paths that a built control manifest names, besides itself: code, styles, texts and pictures. */
export function controlResources(manifest: Element): string[] {
  const control = child(manifest, 'control');
  const resources = control && child(control, 'resources');
  if (!resources) return [];
  return descendants(resources)
    .map((item) => attribute(item, 'path'))
    .filter((path) => path !== undefined);
}

/** The built manifest of a control. @throws {BuiltFileMissingError} */
export function readControlManifest(control: ControlSource): Element {
  const file = control.builtFile('ControlManifest.xml');
  readBuiltFile(file, `Control ${control.name}`);
  return readXml(file);
}
