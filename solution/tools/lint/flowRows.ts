/**
 * Room solution. Lint rules for the rows that a cloud flow reads and writes: what each operation of the Dataverse connector needs, and
 * columns of tables that the solution describes.
 * Source: Microsoft Learn, "Microsoft Dataverse" (connector reference); the keys of parameters as in solutions that Microsoft publishes.
 */
import { childText } from '../xml';
import { entityOf, isOwnTable, type LintContext } from './context';
import { objectOf, type Add, type FlowAction, type Json } from './flowActions';

/** Parameters without which an operation does nothing. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  ListRecords: ['entityName'],
  GetItem: ['entityName', 'recordId'],
  CreateRecord: ['entityName'],
  UpdateRecord: ['entityName', 'recordId'],
  UpdateOnlyRecord: ['entityName', 'recordId'],
  DeleteRecord: ['entityName', 'recordId'],
  PerformUnboundAction: ['actionName'],
  PerformBoundAction: ['entityName', 'actionName', 'recordId'],
};
const BIND = '@odata.bind';

/** Columns by the names of their tables' entity sets. */
function columnsBySet({ source, columnsOf }: LintContext): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  return new Map(
    source.tables.filter(isOwnTable).flatMap((table) => {
      const columns = columnsOf(table.logicalName);
      return columns ? [[childText(entityOf(table) ?? table.entity.root, 'EntitySetName'), columns] as const] : [];
    }),
  );
}

/** Columns that a plain list names: `a,_b_value` or `a desc,b`; an expression names none that is known here. */
const namedIn = (list: unknown): string[] =>
  typeof list !== 'string' || list.includes('@')
    ? []
    : list.split(',').flatMap((part) => {
        const name = part.trim().split(/\s/)[0] ?? '';
        return name === '' || name.includes('/') ? [] : [name.replace(/^_(.+)_value$/, '$1')];
      });

/** Columns that are written: one a key. Parts of an object are no columns. */
const writtenIn = (parameters: Json): string[] =>
  Object.keys(parameters).flatMap((key) => {
    const name = key.startsWith('item/') ? key.slice('item/'.length) : '';
    if (name.endsWith(BIND)) return [name.slice(0, -BIND.length).toLowerCase()];
    return name === '' || name.includes('/') || name.includes('@') ? [] : [name];
  });

/** Checks the operations of the Dataverse connector in a definition. */
export function lintFlowRows(actions: readonly FlowAction[], context: LintContext, add: Add): void {
  const sets = columnsBySet(context);
  for (const { name, action } of actions.filter((item) => item.action['type'] === 'OpenApiConnection')) {
    const inputs = objectOf(action['inputs']);
    const host = objectOf(inputs['host']);
    const parameters = objectOf(inputs['parameters']);
    const operation = String(host['operationId']);
    if (!String(host['apiId']).endsWith('/shared_commondataserviceforapps')) continue;
    for (const parameter of Object.hasOwn(NEEDED, operation) ? (NEEDED[operation] ?? []) : []) {
      if (parameters[parameter] === undefined || parameters[parameter] === '') {
        add('flow-parameter-missing', `Action ${name} (${operation}) needs the parameter ${parameter}. Add it.`);
      }
    }
    const columns = sets.get(String(parameters['entityName']));
    if (!columns) continue;
    const isOfRows = operation !== 'PerformBoundAction';
    const named = [...namedIn(parameters['$select']), ...namedIn(parameters['$orderby'])];
    for (const column of new Set([...named, ...(isOfRows ? writtenIn(parameters) : [])])) {
      if (columns.has(column)) continue;
      const table = String(parameters['entityName']);
      add('flow-column-unknown', `Action ${name} names the column ${column}, which ${table} does not have. Mend it.`);
    }
  }
}
