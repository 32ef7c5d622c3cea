/** Room sandbox/app. What a FormXml says, as plain data. Shapes follow FormXml.xsd of the published solution schemas. */
import type { Labels } from '../../dataverse/model';

/** A control's place in the form description: which column it shows, how and with what parameters. */
export interface FormControlModel {
  /** Unique in the form; the name scripts use with `getControl`. */
  readonly id: string;
  /** Lower case, without braces. */
  readonly classId: string;
  /** Logical name of the bound column. */
  readonly column?: string;
  /** Ties the control to its control description; lower case, without braces. */
  readonly uniqueId?: string;
  readonly disabled: boolean;
  readonly isRequired: boolean;
  readonly isSubgrid: boolean;
  /** Text parameters by element name; nested elements keep their XML text content. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface FormCell {
  readonly id: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  readonly colSpan: number;
  readonly rowSpan: number;
  readonly control?: FormControlModel;
}

export interface FormRow {
  readonly cells: readonly FormCell[];
}

export interface FormSection {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  /** Number of cell columns; FormXml writes it as a pattern such as `11`. */
  readonly columnCount: number;
  readonly labelPosition: 'Left' | 'Top';
  readonly rows: readonly FormRow[];
}

export interface FormColumn {
  /** Percent of the tab's width. */
  readonly width: number;
  readonly sections: readonly FormSection[];
}

export interface FormTab {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  readonly expanded: boolean;
  readonly columns: readonly FormColumn[];
}

export interface EventHandlerModel {
  readonly functionName: string;
  readonly libraryName: string;
  readonly enabled: boolean;
  readonly passExecutionContext: boolean;
  /** Literals after the execution context, as written. */
  readonly parameters: string;
}

export interface FormEvent {
  /** `onload`, `onsave`, `onchange`, `tabstatechange`, … in lower case. */
  readonly name: string;
  /** `onchange`: the column. */
  readonly attribute?: string;
  /** `tabstatechange` and `onreadystatecomplete`: name of the tab or control. */
  readonly control?: string;
  readonly handlers: readonly EventHandlerModel[];
}

/** One value given to a component-framework control: a bound column, or a static value with its type. */
export type ControlParameter =
  | { readonly kind: 'bound'; readonly column: string }
  | { readonly kind: 'static'; readonly type: string; readonly value: string };

export interface CustomControlModel {
  /** Absent in the first entry of a description, which stands for the default control. */
  readonly name?: string;
  /** 0 phone, 1 tablet, 2 web (inferred from real bindings that list the three). */
  readonly formFactor?: number;
  readonly parameters: Readonly<Record<string, ControlParameter>>;
  readonly hasDataSet: boolean;
}

export interface FormModel {
  readonly header: readonly FormRow[];
  readonly footer: readonly FormRow[];
  readonly tabs: readonly FormTab[];
  readonly events: readonly FormEvent[];
  /** Script web resources in load order. */
  readonly libraries: readonly string[];
  /** By the unique id of the control they replace, lower case without braces. */
  readonly controlDescriptions: Readonly<Record<string, readonly CustomControlModel[]>>;
  /** Columns that are loaded without a control. */
  readonly hiddenColumns: readonly string[];
  /** Names of the query string parameters the form accepts. */
  readonly queryParameters: readonly string[];
}

/** Class ids of FormXml controls, lower case, as counted in exported forms. */
export const CLASS_IDS = {
  text: '4273edbd-ac1d-40d3-9fb2-095c621b552d',
  email: 'ada2203e-b4cd-49be-9ddf-234642b43b52',
  url: '71716b6c-711e-476c-8ab8-5d11542bfb47',
  memo: 'e0dece4b-6fc8-4a8f-a065-082708572369',
  lookup: '270bd3db-d9af-4782-9025-509e298dec0a',
  choice: '3ef39988-22bb-4f0b-bbbe-64b5a3748aee',
  status: '5d68b988-0661-4db2-bc3e-17598ad3be6c',
  radio: '67fac785-cd58-4f9f-abb3-4b7ddc6ed5ed',
  checkbox: 'b0c6723a-8503-4fd7-bb28-c8a06ac933c2',
  dateTime: '5b773807-9fb2-42db-97c3-7a91eff8adff',
  integer: 'c6d124ca-7eda-4a60-aea9-7fb8d318b68f',
  decimal: 'c3efe0c3-0ec6-42be-8349-cbd9079dfd8e',
  money: '533b9e00-756b-4312-95a0-dc888637ac78',
  subgrid: 'e7a81278-8635-4d9e-8d4d-59480b391c5b',
  timeline: '06375649-c143-495e-a496-c962e5b4488e',
  webResource: '9fdf5f91-88b1-47f4-ad53-c11efc01a01d',
  /** HTML web resources in exported forms carry this one; image and Silverlight ones the other. */
  htmlWebResource: '587cdf98-c1d5-4bde-8473-14a0bc7644a7',
  iframe: 'fd2a7985-3187-444e-908d-6624b21f69c0',
  customControl: 'f9a8a302-114e-466a-b582-6771b2ae0d92',
} as const;

/** Every cell of the form in reading order: header, then tabs, then footer. */
export function allCells(model: FormModel): FormCell[] {
  const rows = [
    ...model.header,
    ...model.tabs.flatMap((tab) => tab.columns.flatMap((column) => column.sections.flatMap((section) => section.rows))),
    ...model.footer,
  ];
  return rows.flatMap((row) => row.cells);
}
