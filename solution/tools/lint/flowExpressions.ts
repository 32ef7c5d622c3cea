/**
 * Room solution. Lint rules for what the expressions of a cloud flow are made of: their brackets and quotation marks, also those within a
 * text, the functions they call, and the variables that actions change.
 * Source: Microsoft Learn, "Reference guide to workflow expression functions in Azure Logic Apps and Power Automate" and "Workflow
 * Definition Language schema", section Expressions.
 */
import { actionsOf, isObject, objectOf, textsOf, type Add, type FlowAction, type Json } from './flowActions';

/** In lower case: names of functions have no case. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'chunk concat endsWith formatNumber guid indexOf isFloat isInt lastIndexOf length nthIndexOf replace slice split startsWith ' +
    'substring toLower toUpper trim contains empty first intersection item join last reverse skip sort take union ' +
    'and equals greater greaterOrEquals if less lessOrEquals not or array base64 base64ToBinary base64ToString binary bool ' +
    'createArray dataUri dataUriToBinary dataUriToString decimal decodeBase64 decodeDataUri decodeUriComponent encodeUriComponent ' +
    'float int json string uriComponent uriComponentToBinary uriComponentToString xml add div max min mod mul rand range sub ' +
    'addDays addHours addMinutes addSeconds addToTime convertFromUtc convertTimeZone convertToUtc dateDifference dayOfMonth ' +
    'dayOfWeek dayOfYear formatDateTime getFutureTime getPastTime parseDateTime startOfDay startOfHour startOfMonth ' +
    'subtractFromTime ticks utcNow action actionBody actionOutputs actions body formDataMultiValues formDataValue items ' +
    'iterationIndexes listCallbackUrl multipartBody outputs parameters result trigger triggerBody triggerFormDataMultiValues ' +
    'triggerFormDataValue triggerMultipartBody triggerOutputs variables workflow uriHost uriPath uriPathAndQuery uriPort uriQuery ' +
    'uriScheme addProperty coalesce removeProperty setProperty xpath'
  )
    .toLowerCase()
    .split(' '),
);
const ASSIGNING: readonly string[] = [
  'SetVariable',
  'IncrementVariable',
  'DecrementVariable',
  'AppendToArrayVariable',
  'AppendToStringVariable',
];

/** Where the expression that begins there ends: at the brace that is in no quotation marks, else at the end of the text. */
function endOfExpression(text: string, from: number): number {
  let isQuoted = false;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "'") isQuoted = !isQuoted;
    else if (text[index] === '}' && !isQuoted) return index;
  }
  return text.length;
}

/** The expressions of a text, without what marks them. */
export function expressionsOf(text: string): string[] {
  if (text.startsWith('@@')) return [];
  if (text.startsWith('@') && !text.startsWith('@{')) return [text.slice(1)];
  const found: string[] = [];
  for (let at = text.indexOf('@{'); at >= 0; at = text.indexOf('@{', at)) {
    const end = text[at - 1] === '@' ? at + 2 : endOfExpression(text, at + 2);
    if (text[at - 1] !== '@') found.push(text.slice(at + 2, end));
    at = end;
  }
  return found;
}

/** What is wrong with the brackets and quotation marks of an expression; undefined: nothing. */
function syntaxProblem(text: string): string | undefined {
  let depth = 0;
  let isQuoted = false;
  for (const sign of text) {
    if (sign === "'") isQuoted = !isQuoted;
    else if (!isQuoted && (sign === '(' || sign === '[')) depth += 1;
    else if (!isQuoted && (sign === ')' || sign === ']')) depth -= 1;
    if (depth < 0) return 'a bracket too many';
  }
  if (isQuoted) return 'a quotation mark without its end';
  return depth > 0 ? 'a bracket without its end' : undefined;
}

function lintFunction(name: string, add: Add): void {
  if (FUNCTIONS.has(name.toLowerCase())) return;
  add('flow-function-unknown', `An expression calls ${name}, and there is no such function. Mend its name.`);
}

/** Conditions that are written as objects name functions too. */
function lintCondition(condition: unknown, add: Add): void {
  for (const [name, operands] of Object.entries(objectOf(condition))) {
    lintFunction(name, add);
    for (const operand of Array.isArray(operands) ? operands : [operands])
      if (isObject(operand)) lintCondition(operand, add);
  }
}

function lintAssignments(actions: readonly FlowAction[], add: Add): void {
  const begun = new Set(
    actions
      .filter(({ action }) => action['type'] === 'InitializeVariable')
      .flatMap(({ action }) => {
        const list = objectOf(action['inputs'])['variables'];
        return Array.isArray(list) ? list.map((item) => objectOf(item)['name']) : [];
      }),
  );
  for (const { name, action } of actions.filter((item) => ASSIGNING.includes(String(item.action['type'])))) {
    const { name: variable, value } = objectOf(action['inputs']);
    if (!begun.has(variable)) {
      add('flow-expression', `Action ${name} changes the variable ${String(variable)}, which is never begun.`);
    }
    const reads = textsOf(value).flatMap(expressionsOf).join(' ');
    if (action['type'] === 'SetVariable' && reads.includes(`variables('${String(variable)}')`)) {
      add(
        'flow-variable-self',
        `Action ${name} sets ${String(variable)} to a value made of itself. Compose it before.`,
      );
    }
  }
}

/** Checks the expressions of a definition. */
export function lintFlowExpressions(definition: Json, add: Add): void {
  const { triggers, actions } = definition;
  for (const expression of textsOf([triggers, actions]).flatMap(expressionsOf)) {
    const problem = syntaxProblem(expression);
    if (problem !== undefined) {
      add('flow-expression-syntax', `The expression ${expression.slice(0, 60)}… has ${problem}.`);
    }
    const bare = expression.replace(/'(?:[^']|'')*'/g, "''");
    for (const [, name = ''] of bare.matchAll(/([^\s.,(){}@[\]?']+)\s*\(/g)) lintFunction(name, add);
  }
  const all = actionsOf(objectOf(actions));
  for (const { action } of all) {
    lintCondition(action['expression'], add);
    lintCondition(objectOf(action['inputs'])['where'], add);
  }
  lintAssignments(all, add);
}
