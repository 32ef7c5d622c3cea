/**
 * Room sandbox/dataverse. The state model: which status a row takes when it enters a state, and which pairs of state and
 * status are allowed.
 */
import type { ColumnValue } from '../contracts';
import { statusNotValidForState } from '../errors';
import type { MetadataStore } from '../metadata/metadataStore';
import type { Table } from '../model';

type Values = Record<string, ColumnValue>;

/**
 * Completes and checks `statecode` and `statuscode` in `values`.
 * @param before the row as it is stored; `undefined` when it is being created
 * @throws {DataverseError} 0x80048408 when the status does not belong to the state
 */
export function applyStateRules(
  metadata: MetadataStore,
  table: Table,
  values: Values,
  before?: Readonly<Values>,
): void {
  const stateColumn = metadata.column(table.logicalName, 'statecode');
  const statusColumn = metadata.column(table.logicalName, 'statuscode');
  if (!stateColumn || !statusColumn) return;
  if (before && values.statecode === undefined && values.statuscode === undefined) return;
  const states = metadata.options(stateColumn);
  const statuses = metadata.options(statusColumn);
  const firstState = states.find((option) => option.value === 0)?.value ?? states[0]?.value ?? 0;
  const given = values.statuscode ?? undefined;

  let state = values.statecode ?? before?.statecode;
  if (state === undefined || state === null) {
    // A new row with only a status takes the state that the status belongs to.
    state = statuses.find((option) => option.value === given)?.state ?? firstState;
  }
  if (given === undefined) {
    const fallback = statuses.find((option) => option.state === state)?.value ?? statuses[0]?.value ?? null;
    const entersState = before === undefined || before.statecode !== state;
    if (entersState) values.statuscode = states.find((option) => option.value === state)?.defaultStatus ?? fallback;
    else delete values.statuscode;
  } else {
    const belongsTo = statuses.find((option) => option.value === given)?.state;
    if (belongsTo !== undefined && belongsTo !== state) {
      throw statusNotValidForState(table.logicalName, Number(given), Number(state));
    }
  }
  if (before === undefined || values.statecode !== undefined) values.statecode = state;
}
