/**
 * Room sandbox/dataverse, Web API. What the messages about many rows at once share: they are bound to the set of a table and
 * take `Targets`, all of which happen or none. Source: Microsoft Learn, "Use bulk operation messages".
 */
import type { Operation, OperationParameter } from '../../contracts';
import { badPayload } from '../../errors';
import type { Table } from '../../model';
import type { ApiResponse, Exchange } from '../exchange';
import { assertOwnAddress } from '../ownAddress';
import type { JsonObject } from '../payload';
import { isObject } from '../payload';

export interface CollectionMessage {
  readonly name: string;
  /** Properties of the response; none means 204. */
  readonly returns: readonly OperationParameter[];
  /** Call inside a transaction. */
  run(exchange: Exchange, table: Table, targets: readonly JsonObject[]): ApiResponse;
}

/** As `$metadata` shows it: bound to the set of any table. */
export const toOperation = ({ name, returns }: CollectionMessage): Operation => ({
  name,
  kind: 'action',
  boundTo: { table: 'crmbaseentity', collection: true },
  parameters: [{ name: 'Targets', type: 'mscrm.crmbaseentity', isCollection: true }],
  returns,
  run: () => undefined,
});

/** The rows of a body. @throws {DataverseError} for a target that does not name the table of the set, or is one of another host */
export function readTargets(table: Table, body: JsonObject, serviceRoot: string): JsonObject[] {
  const { Targets: targets, ...others } = body;
  const unknown = Object.keys(others).find((name) => !name.startsWith('@'));
  if (unknown !== undefined) throw badPayload(table.logicalName, `The parameter '${unknown}' is not known.`);
  if (!Array.isArray(targets) || targets.length === 0)
    throw badPayload(table.logicalName, "'Targets' has to be an array of at least one row.");
  return targets.map((target: unknown) => {
    if (!isObject(target)) throw badPayload(table.logicalName, "'Targets' holds objects only.");
    if (typeof target['@odata.id'] === 'string') assertOwnAddress(target['@odata.id'], serviceRoot);
    const type = target['@odata.type'];
    if (typeof type !== 'string')
      throw badPayload(table.logicalName, 'EdmEntityObject passed should have the key property value set.');
    const named = type.replace(/^#/, '').split('.').at(-1);
    if (named !== table.logicalName)
      throw badPayload(table.logicalName, `A target of type '${String(named)}' is not a row of ${table.logicalName}.`);
    return target;
  });
}
