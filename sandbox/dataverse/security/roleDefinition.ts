/**
 * Room sandbox/dataverse, security. What a role says about privileges, as the solution's XML has it: names with levels. This text
 * is what layers keep and restore; the rows of `roleprivileges` follow it.
 */
import { attribute, children, parseXml } from '../solutions/xml';
import type { Depth, DepthName } from './privilegeNames';
import { DEPTHS, isDepthName } from './privilegeNames';

/** Depths by the names of privileges in lower case; those that no table makes are among them. */
export type RoleDefinition = ReadonlyMap<string, Depth>;

/** @param text a `RolePrivileges` element; empty for a role without privileges */
export function readRoleDefinition(text: string): RoleDefinition {
  const privileges = new Map<string, Depth>();
  if (text.trim() === '') return privileges;
  for (const element of children(parseXml(text, 'RolePrivileges'), 'RolePrivilege')) {
    const name = attribute(element, 'name')?.toLowerCase();
    const level = attribute(element, 'level');
    if (name !== undefined && level !== undefined && isDepthName(level)) privileges.set(name, DEPTHS[level]);
  }
  return privileges;
}

/** The inverse of `readRoleDefinition`, by the names as given. */
export function writeRoleDefinition(privileges: Iterable<readonly [name: string, depth: Depth]>): string {
  const lines = [...privileges].map(([name, depth]) => `<RolePrivilege name="${name}" level="${levelOf(depth)}"/>`);
  return `<RolePrivileges>${lines.join('')}</RolePrivileges>`;
}

export const levelOf = (depth: Depth): DepthName =>
  (Object.keys(DEPTHS) as DepthName[]).find((name) => DEPTHS[name] === depth) ?? 'Basic';
