/**
 * Room sandbox/dataverse, solutions. The result of an import, component by component, as the XML of importjob.data.
 * Differs from the platform: one list of components with their outcome instead of a section for every kind; the outer
 * element and the `result` attributes are the platform's.
 */
import type { ComponentResult } from './applySolution';
import { toHexCode, type SolutionImportError } from './faults';
import type { ImportWarning, SolutionManifest } from './solutionPackage';

export interface ImportResult {
  readonly startedOn: Date;
  readonly stoppedOn: Date;
  /** Absent when not even solution.xml could be read. */
  readonly manifest?: SolutionManifest;
  readonly components: readonly ComponentResult[];
  readonly warnings: readonly ImportWarning[];
  readonly error?: SolutionImportError;
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character,
  );

const element = (name: string, attributes: Readonly<Record<string, string>>, content = ''): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('')}>${content}</${name}>`;

const resultElement = (
  result: 'success' | 'warning' | 'failure',
  errorCode: string,
  errorText: string,
  on: Date,
): string => element('result', { result, errorcode: errorCode, errortext: errorText, datetime: on.toISOString() });

export function toResultXml(result: ImportResult): string {
  const { error, manifest, stoppedOn } = result;
  const solution = manifest
    ? element(
        'solutionManifests',
        {},
        element(
          'solutionManifest',
          {
            id: manifest.uniqueName,
            LocalizedName: manifest.friendlyName,
            version: manifest.version,
            managed: String(Number(manifest.isManaged)),
          },
          error
            ? resultElement('failure', toHexCode(error.errorCode), error.message, stoppedOn)
            : resultElement('success', '0', '', stoppedOn),
        ),
      )
    : element(
        'solutionManifests',
        {},
        error ? resultElement('failure', toHexCode(error.errorCode), error.message, stoppedOn) : '',
      );
  const components = [
    ...result.components.map(({ type, name, outcome }) =>
      element(
        'component',
        { type, name, outcome },
        outcome === 'unprocessed'
          ? element('result', { result: 'unprocessed', errorcode: '0', errortext: '' })
          : resultElement('success', '0', '', stoppedOn),
      ),
    ),
    ...result.warnings.map(({ type, name, text }) =>
      element('component', { type, name }, resultElement('warning', '0', text, stoppedOn)),
    ),
    ...(error?.component
      ? [
          element(
            'component',
            { ...error.component },
            resultElement('failure', toHexCode(error.errorCode), error.message, stoppedOn),
          ),
        ]
      : []),
  ];
  return element(
    'importexportxml',
    {
      start: result.startedOn.toISOString(),
      stop: stoppedOn.toISOString(),
      progress: error ? '0' : '100',
      succeeded: String(!error),
      status: error ? 'failed' : 'succeeded',
    },
    solution + element('components', {}, components.join('')),
  );
}
