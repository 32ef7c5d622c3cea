/**
 * Room sandbox/dataverse, security. How far a privilege reaches: every row, or those of some owners and of some business units.
 * Roles add up: a user may do what any of them allows.
 */
import type { Guid } from '../contracts';
import type { Depth } from './privilegeNames';
import { DEPTHS } from './privilegeNames';

export interface Reach {
  readonly isGlobal: boolean;
  /** Users and teams whose rows are within reach, wherever they lie. */
  readonly owners: ReadonlySet<Guid>;
  /** Business units all of whose rows are within reach. */
  readonly units: ReadonlySet<Guid>;
  /** The deepest level that a role gives. */
  readonly depth: Depth;
}

/** Whose a row is. Absent: the organisation's. */
export interface RowPlace {
  readonly owner?: Guid;
  readonly unit?: Guid;
}

export const EVERY_ROW: Reach = {
  isGlobal: true,
  owners: new Set(),
  units: new Set(),
  depth: DEPTHS.Global,
};

export const reaches = ({ isGlobal, owners, units }: Reach, { owner, unit }: RowPlace): boolean =>
  isGlobal || (owner !== undefined && owners.has(owner)) || (unit !== undefined && units.has(unit));

export const unite = (left: Reach | undefined, right: Reach): Reach =>
  left === undefined
    ? right
    : {
        isGlobal: left.isGlobal || right.isGlobal,
        owners: new Set([...left.owners, ...right.owners]),
        units: new Set([...left.units, ...right.units]),
        depth: left.depth > right.depth ? left.depth : right.depth,
      };
