/**
 * Room solution. Lint rules for what built web resources hold: icons that take the colour and size of their place, and no file
 * larger than an environment takes.
 * Source: Microsoft Learn, "Use custom icons for tables" (SVG), and "System Settings, Email tab" (attachment size, 5 MB at first).
 */
import { existsSync, readFileSync } from 'node:fs';
import type { WebResourceSource } from '../readSource';
import { attribute, parseXml } from '../xml';
import type { Finding, LintContext } from './context';

const LARGEST_BYTES = 5 * 1024 * 1024;

function iconProblem(text: string, file: string): string | undefined {
  const root = parseXml(text, file);
  if (attribute(root, 'width') !== undefined || attribute(root, 'height') !== undefined) {
    return 'carries a width or a height, so that it does not fit its place. Remove them';
  }
  const [, , width, height] = (attribute(root, 'viewBox') ?? '').split(/[\s,]+/);
  if (width === undefined || width !== height) return 'needs a square viewBox, such as "0 0 16 16"';
  if (!text.includes('currentColor')) return 'needs fill="currentColor", so that it is seen in every theme';
  return undefined;
}

function lintContent({ contentFile, name, path }: WebResourceSource): Finding[] {
  // A web resource that is not built has its own finding.
  if (!existsSync(contentFile)) return [];
  const bytes = readFileSync(contentFile);
  const problem = name.endsWith('.svg') ? iconProblem(bytes.toString('utf8'), name) : undefined;
  return [
    ...(problem === undefined ? [] : [{ code: 'icon-form', file: path, message: `The icon ${name} ${problem}.` }]),
    ...(bytes.length <= LARGEST_BYTES
      ? []
      : [
          {
            code: 'web-resource-too-large',
            file: path,
            message: `${name} has ${bytes.length} bytes; an environment takes ${LARGEST_BYTES} unless its settings say more. Make it smaller.`,
          },
        ]),
  ];
}

/** Built web resources are taken and seen. */
export const lintContents = ({ source }: LintContext): Finding[] => source.webResources.flatMap(lintContent);
