/**
 * Room sandbox/dataverse, solutions. Privileges of roles against those that there are, or will be with the tables of the package.
 */
import type { EmbeddedDataverse } from '../contracts';
import { missingDependencies } from './faults';
import type { ImportWarning, SolutionPackage } from './solutionPackage';

const TABLE_PRIVILEGE = /^prv(?:Create|Read|Write|Delete|AppendTo|Append|Assign|Share)(.+)$/;

/**
 * A privilege of the publisher's own table needs that table. Others may be about tables that the sandbox does not hold:
 * those are named and kept. Differs from the platform: what it does with a privilege that it does not know is not published.
 * @throws {SolutionImportError} naming the privileges of missing tables
 */
export function checkPrivileges(dataverse: EmbeddedDataverse, solution: SolutionPackage): ImportWarning[] {
  const prefix = `${solution.manifest.publisher.prefix.toLowerCase()}_`;
  const isKnown = (privilege: string): boolean =>
    solution.tables.some((part) => part.logicalName === tableOf(privilege)) ||
    dataverse.rows.findWhere('privilege', { name: privilege }).length > 0;
  return solution.roles.flatMap(({ name, privileges }) => {
    const unknown = privileges.filter((privilege) => !isKnown(privilege));
    const own = unknown.filter((privilege) => tableOf(privilege).startsWith(prefix));
    if (own.length > 0) {
      throw missingDependencies(
        solution.manifest.uniqueName,
        own.map((privilege) => `${privilege} (Privilege, role ${name})`),
      );
    }
    if (unknown.length === 0) return [];
    const text = `These privileges are about nothing that the sandbox has: ${unknown.join(', ')}.`;
    return [{ type: 'Role', name, text }];
  });
}

/** Logical name of the table; the whole name when it has another form. */
const tableOf = (privilege: string): string => (TABLE_PRIVILEGE.exec(privilege)?.[1] ?? privilege).toLowerCase();
