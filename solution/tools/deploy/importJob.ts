/**
 * Room solution, deploy. Reads the data of an import job: one `result` element below each component it tells of.
 *
 * Source: Microsoft Learn, "importjob table", data, and "Work with solutions" (sample that prints the results of an import). The
 * elements around the results differ by component and version, so only `result` is relied upon.
 */
import type { ComponentResult } from '../errors';
import { attribute, descendants, parseXml, type Element } from '../xml';

export interface ImportJobData {
  readonly failures: readonly ComponentResult[];
  readonly warnings: readonly ComponentResult[];
  /** Did the solution itself arrive? Absent when the data does not tell. */
  readonly succeeded?: boolean;
}

const NOTHING: ImportJobData = { failures: [], warnings: [] };

const NAME_ATTRIBUTES = ['LocalizedName', 'UniqueName', 'name', 'Name', 'id'] as const;

/** Kind and name, such as `entity Send`. */
function nameOf(element: Element): string {
  const kind = attribute(element, 'type') ?? element.tagName;
  const name = NAME_ATTRIBUTES.map((key) => attribute(element, key)).find(Boolean);
  return name === undefined ? kind : `${kind} ${name}`;
}

const toResult = (result: Element): ComponentResult => ({
  name: nameOf(result.parentNode as Element),
  result: attribute(result, 'result') ?? 'unknown',
  errorCode: attribute(result, 'errorcode') || undefined,
  errorText: attribute(result, 'errortext') || undefined,
});

/** What the data says; nothing when it cannot be read, because the system job already says how the import ended. */
export function readImportJobData(data: unknown): ImportJobData {
  if (typeof data !== 'string' || data === '') return NOTHING;
  let root: Element;
  try {
    root = parseXml(data, 'import job');
  } catch {
    return NOTHING;
  }
  const results = descendants(root, 'result').filter((result) => attribute(result, 'result') !== 'success');
  const [warnings, failures] = [true, false].map((isWarning) =>
    results.filter((result) => (attribute(result, 'result') === 'warning') === isWarning).map(toResult),
  );
  const manifests = descendants(root, 'solutionManifest').flatMap((manifest) => descendants(manifest, 'result'));
  return {
    failures: failures ?? [],
    warnings: warnings ?? [],
    succeeded:
      manifests.length === 0 ? undefined : manifests.every((result) => attribute(result, 'result') === 'success'),
  };
}
