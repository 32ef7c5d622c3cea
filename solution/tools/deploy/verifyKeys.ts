/**
 * Room solution, deploy. Looks whether the alternate keys of a package hold. The platform makes their indexes after the import, in jobs of
 * their own, which can fail; without its index a key keeps no two equal rows apart, and the hour's requests would be counted wrong.
 *
 * Source: Microsoft Learn, "Define alternate keys for a table" and "EntityKeyMetadata", EntityKeyIndexStatus.
 */
import { failureOf, isSuccess, isUnknownResource, quoted, type WebApi } from './webApi';

export interface PackageKey {
  /** Logical name of the table. */
  readonly table: string;
  /** Logical name. */
  readonly key: string;
}

export interface KeyVerification {
  /** One line each. */
  readonly wrong: readonly string[];
  /** Keys whose index is still being made. */
  readonly pending: readonly string[];
}

const ACTIVE = 'Active';
const FAILED = 'Failed';
/** Indexes of new tables are made within seconds. */
const MOST_LOOKS = 20;
const PAUSE_MS = 3_000;

const labelOf = ({ table, key }: PackageKey): string => `alternate key ${key} of ${table}`;

/** State of a table's keys by their names. @throws {RequestRefusedError | AnswerUnclearError} */
async function statesOf(api: WebApi, table: string): Promise<ReadonlyMap<string, string>> {
  const path = `EntityDefinitions(LogicalName=${quoted(table)})/Keys?$select=LogicalName,EntityKeyIndexStatus`;
  const answer = await api.send('GET', path);
  // A table that is not there has its own line.
  if (isUnknownResource(answer)) return new Map();
  if (!isSuccess(answer)) throw failureOf(`the keys of ${table}`, answer);
  const rows = (answer.body['value'] as Record<string, unknown>[] | undefined) ?? [];
  return new Map(rows.map((row) => [String(row['LogicalName']), String(row['EntityKeyIndexStatus'])]));
}

/** Compares the keys with the environment's, and waits a minute for those that are being made. */
export async function verifyKeys(api: WebApi, keys: readonly PackageKey[]): Promise<KeyVerification> {
  for (let looks = 1; ; looks += 1) {
    const wrong: string[] = [];
    const pending: string[] = [];
    for (const table of new Set(keys.map((one) => one.table))) {
      const states = await statesOf(api, table);
      for (const one of keys.filter((item) => item.table === table)) {
        const state = states.get(one.key);
        if (state === undefined) wrong.push(`${labelOf(one)}: not there`);
        else if (state === FAILED) wrong.push(`${labelOf(one)}: its index failed; activate it in the maker portal`);
        else if (state !== ACTIVE) pending.push(labelOf(one));
      }
    }
    if (pending.length === 0 || wrong.length > 0 || looks >= MOST_LOOKS) return { wrong, pending };
    await api.wait(PAUSE_MS);
  }
}
