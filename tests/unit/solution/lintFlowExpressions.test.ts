/**
 * Room tests. The solution linter on what a cloud flow says: its expressions, the variables it changes, and the rows it reads and writes.
 * Each mistake is put into a flow of ours.
 */
import { functionNames, refusedFunctionNames } from '../../../sandbox/flows/expressions';
import { flowFileName } from '../../../solution/tools/generateFlows';
import { lintFlowExpressions, expressionsOf } from '../../../solution/tools/lint/flowExpressions';
import { actionsOf } from '../../../solution/tools/lint/flowActions';
import { lintFlowRows } from '../../../solution/tools/lint/flowRows';
import { toContext } from '../../../solution/tools/lint/context';
import { OUR_SOURCE } from '../../../solution/tools/pack';
import { readSource } from '../../../solution/tools/readSource';

type Json = Record<string, unknown>;

function findings(actions: Json): string[] {
  const found: string[] = [];
  lintFlowExpressions({ actions }, (code) => found.push(code));
  return found;
}
const compose = (inputs: unknown): Json => ({ Say: { type: 'Compose', inputs } });
const begun = { Begin: { type: 'InitializeVariable', inputs: { variables: [{ name: 'Count', type: 'integer' }] } } };

describe('lintFlowExpressions', () => {
  it('knows every function that the sandbox knows', () => {
    const all = [...functionNames(), ...refusedFunctionNames()];
    expect(findings(compose(all.map((name) => `@${name}(1)`)))).toEqual([]);
  });

  it.each<[string, string, Json]>([
    ['flow-function-unknown', 'a misspelt function', compose("@lenght('a')")],
    ['flow-function-unknown', 'a misspelt function in a text', compose("Hello @{toUper('a')}")],
    ['flow-function-unknown', 'a misspelt function in an argument', compose('@add(1, lenght(split))')],
    [
      'flow-function-unknown',
      'a misspelt function of a condition',
      { If: { type: 'If', expression: { and: [{ greter: ['@length(1)', 0] }] }, actions: {} } },
    ],
    ['flow-expression-syntax', 'a bracket without its end in a text', compose("Hello @{concat('a'}")],
    ['flow-expression-syntax', 'a bracket too many', compose("@concat('a'))")],
    ['flow-expression-syntax', 'a quotation mark without its end in a text', compose("Hello @{concat('a)}")],
    [
      'flow-expression',
      'a variable that is changed and never begun',
      { ...begun, Set: { type: 'SetVariable', inputs: { name: 'Cuont', value: 1 } } },
    ],
    [
      'flow-variable-self',
      'a variable that is set to a value made of itself',
      { ...begun, Set: { type: 'SetVariable', inputs: { name: 'Count', value: "@add(variables('Count'), 1)" } } },
    ],
  ])('finds %s: %s', (code, _what, actions) => {
    expect(findings(actions)).toEqual([code]);
  });

  it('has nothing to say about text that only looks like an expression', () => {
    const texts = ["@{utcNow()} isn't :) late", 'name@@{x(', "@@lenght('a')", "@concat('lenght(', '}')", 'f(x) [('];
    expect(findings({ ...compose(texts), ...begun })).toEqual([]);
  });

  it('takes expressions out of a text with their quotation marks', () => {
    expect(expressionsOf("a @{concat('}', 'x')} b@@{c} @{d")).toEqual(["concat('}', 'x')", 'd']);
  });
});

describe('lintFlowRows', () => {
  const source = readSource({ folder: OUR_SOURCE.folder });
  const context = toContext(source, undefined);
  const definition = source.flows.find(({ definitionPath }) =>
    definitionPath.endsWith(flowFileName('CaseCreated')),
  )?.definition;

  /** What is found in that flow of ours when a text of it is another one. */
  function found(good: string, bad: string): string[] {
    const text = definition ?? '';
    if (!text.includes(good)) throw new Error(`The flow does not hold ${good}.`);
    const file = JSON.parse(text.replace(good, () => bad)) as { properties: { definition: { actions: Json } } };
    const codes: string[] = [];
    lintFlowRows(actionsOf(file.properties.definition.actions), context, (code) => codes.push(code));
    return codes;
  }

  it.each([
    ['flow-column-unknown', 'a misspelt column that is written', '"item/obm_batchcount"', '"item/obm_batchcuont"'],
    ['flow-column-unknown', 'a misspelt lookup', '"item/obm_sendid@odata.bind"', '"item/obm_sendit@odata.bind"'],
    ['flow-column-unknown', 'a misspelt column that is read', '"obm_state,obm_attempts"', '"obm_state,obm_atempts"'],
    ['flow-column-unknown', 'a misspelt column to sort by', '"obm_index asc"', '"obm_indx asc"'],
    ['flow-parameter-missing', 'an operation without its row', '"recordId"', '"recordID"'],
  ])('finds %s: %s', (code, _what, good, bad) => {
    expect(found(good, good)).toEqual([]);
    expect(found(good, bad)).toEqual([code]);
  });

  it('leaves tables of others alone, and operations that it does not know', () => {
    expect(found('"entityName": "incidents"', '"entityName": "acme_tools"')).toEqual([]);
    expect(found('"operationId": "GetItem"', '"operationId": "ExecuteChangeset"')).toEqual([]);
  });
});
