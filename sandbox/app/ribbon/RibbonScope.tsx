/** Room sandbox/app. What a command bar deep inside a page needs from around it: the app's ribbon, and the open form. */
import * as React from 'react';
import type { EntityReference } from '../contracts';
import type { Ribbon } from './ribbonModel';

export interface OpenRow {
  /** The form context, the PrimaryControl of subgrid commands. */
  readonly context: unknown;
  readonly reference: EntityReference | undefined;
  value(column: string): unknown;
}

/** Undefined outside an app. */
export const RibbonScope = React.createContext<Ribbon | undefined>(undefined);

/** Undefined outside a form. */
export const OpenRowScope = React.createContext<OpenRow | undefined>(undefined);
