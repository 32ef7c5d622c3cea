/**
 * Room tests. Validates XML against Microsoft's schemas for customization files, which are not ours to ship: they lie where an
 * environment variable says, or beside the project. The profile `tolerance.json` beside them says what libxml2 needs rewritten, and
 * which elements and attributes are newer than the schemas.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { attribute, children, descendants, toExportXml, type Element } from '../../../solution/tools/xml';

/** Names the folder that holds the schemas and `tolerance.json`. */
export const SCHEMAS_VARIABLE = 'DATAVERSE_SCHEMAS';

interface Tolerance {
  readonly xsdPatternRewrites: readonly {
    readonly files: readonly string[];
    readonly from: string;
    readonly to: string;
  }[];
  readonly xsdEnumAdditions: readonly {
    readonly file: string;
    readonly simpleType: string;
    readonly add: readonly string[];
  }[];
  readonly ignoreElements: Readonly<Record<string, readonly string[]>>;
  readonly ignoreAttributes: Readonly<Record<string, readonly string[]>>;
}

/** The folder with the schemas, if this machine has it and `xmllint`; else why not. */
export function findSchemas(): { readonly folder: string } | { readonly missing: string } {
  const folder = process.env[SCHEMAS_VARIABLE] ?? resolve(__dirname, '../../../../shared/schemas');
  if (!existsSync(join(folder, 'tolerance.json'))) {
    return { missing: `Microsoft's schemas are not here; name their folder in ${SCHEMAS_VARIABLE}` };
  }
  if (spawnSync('xmllint', ['--version']).error) return { missing: 'xmllint is not on the PATH' };
  return { folder };
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** Schemas in a form that libxml2 reads, and the profile that goes with them. */
export class Schemas {
  private readonly tolerance: Tolerance;
  private readonly prepared: string;
  private count = 0;

  /** @param work an empty folder for rewritten schemas and for the files that are validated. */
  constructor(
    folder: string,
    private readonly work: string,
  ) {
    this.tolerance = JSON.parse(readFileSync(join(folder, 'tolerance.json'), 'utf8')) as Tolerance;
    const [version = ''] = readdirSync(folder).filter((name) => name.startsWith('dataverse-'));
    this.prepared = join(work, 'xsd');
    mkdirSync(this.prepared);
    for (const name of readdirSync(join(folder, version))) {
      writeFileSync(join(this.prepared, name), this.rewrite(name, readFileSync(join(folder, version, name), 'utf8')));
    }
  }

  private rewrite(file: string, text: string): string {
    let rewritten = text.replace(/^\uFEFF/, '');
    for (const { files, from, to } of this.tolerance.xsdPatternRewrites) {
      if (files.includes(file)) rewritten = rewritten.replaceAll(from, to);
    }
    for (const { simpleType, add } of this.tolerance.xsdEnumAdditions.filter((item) => item.file === file)) {
      const values = add.map((value) => `<xs:enumeration value="${value}" />`).join('');
      const type = new RegExp(`(<xs:simpleType name="${simpleType}">\\s*<xs:restriction [^>]*>)`);
      rewritten = rewritten.replace(type, `$1${values}`);
    }
    return rewritten;
  }

  /** The same element without what is newer than the schemas. */
  private tolerated(element: Element): Element {
    const { ignoreAttributes, ignoreElements } = this.tolerance;
    const copy = element.cloneNode(true) as Element;
    for (const item of [copy, ...descendants(copy)]) {
      const names = [...(ignoreAttributes[item.tagName] ?? []), ...(ignoreAttributes['*'] ?? [])];
      for (const name of names) if (attribute(item, name) !== undefined) item.removeAttribute(name);
      for (const part of children(item)) {
        if ((ignoreElements[item.tagName] ?? []).some((pattern) => matches(pattern, part.tagName)))
          item.removeChild(part);
      }
    }
    return copy;
  }

  /** What the validator says of these elements, one line a finding, with the labels given; none when all are valid. */
  validate(schema: string, elements: readonly (readonly [label: string, element: Element])[]): string[] {
    if (elements.length === 0) return [];
    const labels = new Map<string, string>();
    for (const [label, element] of elements) {
      this.count += 1;
      const file = `${this.count}.xml`;
      labels.set(file, label);
      writeFileSync(join(this.work, file), toExportXml(this.tolerated(element)));
    }
    const files = [...labels.keys()];
    const { stderr } = spawnSync('xmllint', ['--noout', '--schema', join(this.prepared, schema), ...files], {
      cwd: this.work,
      encoding: 'utf8',
      maxBuffer: 50_000_000,
    });
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
    return lines.map((line) => {
      const [, file = '', rest = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
      return `${labels.get(basename(file)) ?? file}:${rest}`;
    });
  }
}
