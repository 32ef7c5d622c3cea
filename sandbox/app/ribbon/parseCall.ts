/** Room sandbox/app. Reads which function of which library a command or rule calls, and with what. */
import { webResourceName } from '../host/scripts';
import { childElements } from '../host/xml';
import type { RibbonParameter, ScriptCall } from './ribbonModel';

/** One parameter; undefined when the element is none. */
export function parseParameter(element: Element): RibbonParameter | undefined {
  const value = element.getAttribute('Value') ?? '';
  switch (element.localName) {
    case 'CrmParameter':
      return { kind: 'crm', value };
    case 'StringParameter':
      return { kind: 'constant', value };
    case 'IntParameter':
    case 'DecimalParameter':
      return { kind: 'constant', value: Number(value) };
    case 'BoolParameter':
      return { kind: 'constant', value: value === 'true' || value === '1' };
    default:
      return undefined;
  }
}

/** Library, function and parameters of a JavaScriptFunction or CustomRule. */
export const parseCall = (element: Element): ScriptCall => ({
  library: webResourceName(element.getAttribute('Library') ?? ''),
  functionName: element.getAttribute('FunctionName') ?? '',
  parameters: childElements(element)
    .map(parseParameter)
    .filter((parameter) => parameter !== undefined),
});
