/**
 * Room sandbox/app. What RibbonDiffXml says, as plain data: buttons with their places, commands, rules and labels
 * (Microsoft Learn, "Customize commands and the ribbon").
 */
import type { Labels } from '../../dataverse/model';

export type RibbonPlace = 'grid' | 'subgrid' | 'form';

/** `<CrmParameter Value="…">` and its siblings with constant values. */
export type RibbonParameter =
  | { readonly kind: 'crm'; readonly value: string }
  | { readonly kind: 'constant'; readonly value: string | number | boolean };

export interface ScriptCall {
  /** Web resource name, without `$webresource:`. */
  readonly library: string;
  readonly functionName: string;
  readonly parameters: readonly RibbonParameter[];
}

export type RibbonAction =
  | { readonly kind: 'script'; readonly call: ScriptCall }
  | {
      readonly kind: 'url';
      readonly address: string;
      readonly parameters: ReadonlyArray<readonly [name: string, value: RibbonParameter]>;
    }
  | { readonly kind: 'refused'; readonly what: string };

/** A condition inside an enable or display rule. `invert` is `InvertResult`; `fallback` is `Default`. */
export type RuleNode = { readonly invert: boolean; readonly fallback: boolean } & (
  | { readonly kind: 'selectionCount'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'formState'; readonly state: string }
  | { readonly kind: 'custom'; readonly call: ScriptCall }
  | { readonly kind: 'value'; readonly field: string; readonly value: string }
  | { readonly kind: 'or'; readonly alternatives: ReadonlyArray<readonly RuleNode[]> }
  | { readonly kind: 'entity'; readonly table: string | undefined; readonly appliesTo: 'primary' | 'selected' }
  | {
      readonly kind: 'privilege';
      readonly table: string | undefined;
      readonly appliesTo: 'primary' | 'selected';
      readonly privilege: string;
      /** At least so deep; any level when absent. */
      readonly depth: string | undefined;
    }
  | { readonly kind: 'miscellaneousPrivilege'; readonly name: string }
  /** Decided by what the host is, not by what it shows. */
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'refused'; readonly what: string }
);

export interface CommandDefinition {
  readonly id: string;
  readonly enableRules: readonly string[];
  readonly displayRules: readonly string[];
  readonly actions: readonly RibbonAction[];
}

/** A text of a control: literal, or by label id. */
export interface RibbonText {
  readonly literal?: string;
  readonly labelId?: string;
}

export interface RibbonButton {
  readonly id: string;
  readonly place: RibbonPlace;
  /** Logical name, or `*` when the location names every table. */
  readonly table: string;
  readonly sequence: number;
  readonly command: string | undefined;
  readonly label: RibbonText;
  readonly tooltip: RibbonText;
  /** `$webresource:…` or the name of a built-in icon. */
  readonly icon: string | undefined;
  /** Buttons of a flyout or split button. */
  readonly children: readonly RibbonButton[];
}

export interface Ribbon {
  readonly buttons: readonly RibbonButton[];
  readonly commands: ReadonlyMap<string, CommandDefinition>;
  readonly enableRules: ReadonlyMap<string, readonly RuleNode[]>;
  readonly displayRules: ReadonlyMap<string, readonly RuleNode[]>;
  readonly labels: ReadonlyMap<string, Labels>;
  /**
   * Ids of controls that a HideCustomAction takes away: of solutions' buttons and of standard commands, with the table's
   * name or `{!EntityLogicalName}` as the solution wrote it.
   */
  readonly hidden: ReadonlySet<string>;
  /** What the parser met and the sandbox does not have, in words for the maker, by the table whose ribbon says it. */
  readonly refused: ReadonlyArray<{ readonly table: string; readonly what: string }>;
}
