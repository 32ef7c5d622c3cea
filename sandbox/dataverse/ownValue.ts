/** Room sandbox/dataverse. Lookups in tables of our own by a name that a caller has chosen. */

/** The value under a name. What every object inherits (`constructor`, `__proto__`) is no value of the table. */
export const ownValue = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
