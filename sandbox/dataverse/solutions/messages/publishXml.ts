/**
 * Room sandbox/dataverse, solutions. PublishXml: refuses what names nothing that could be published.
 * Differs from the platform: every change is published as it is written, so a valid list changes nothing.
 * Source: Microsoft Learn, "Publish customizations", PublishXml parameters.
 */
import type { Operation } from '../../contracts';
import { missingArgument, unknownTable } from '../../errors';
import type { OpenedDataverse } from '../../open';
import { child, children, parseXml, type Element } from '../xml';
import type { SolutionMessages } from './solutionMessage';

export const publishXml = ({ dataverse }: SolutionMessages): Operation => ({
  name: 'PublishXml',
  kind: 'action',
  parameters: [{ name: 'ParameterXml', type: 'Edm.String' }],
  run({ parameters }) {
    checkNames(dataverse, readList(String(parameters['ParameterXml'])));
  },
});

function readList(text: string): Element {
  let root: Element;
  try {
    root = parseXml(text, 'ParameterXml');
  } catch (cause) {
    throw missingArgument(`ParameterXml is not well formed: ${(cause as Error).message}`);
  }
  if (root.tagName !== 'importexportxml')
    throw missingArgument(`The root of ParameterXml has to be importexportxml, not ${root.tagName}.`);
  return root;
}

function checkNames({ metadata, rows }: OpenedDataverse, list: Element): void {
  const texts = (section: string, item: string): string[] =>
    children(child(list, section), item).map((element) => (element.textContent ?? '').trim());
  for (const name of texts('entities', 'entity')) if (!metadata.table(name.toLowerCase())) throw unknownTable(name);
  for (const name of texts('optionsets', 'optionset')) {
    if (!metadata.choice(name)) throw missingArgument(`There is no global choice '${name}'.`);
  }
  for (const id of texts('webresources', 'webresource')) {
    if (!rows.find('webresource', id.replace(/[{}]/g, ''))) throw missingArgument(`There is no web resource '${id}'.`);
  }
}
