/** Room sandbox/app. What a command bar knows about the page it stands on, and how commands and rules ask for it. */
import type { EntityReference } from '../contracts';
import { NotSupportedBySandboxError } from '../host/errors';
import type { RibbonParameter, RibbonPlace } from './ribbonModel';

export interface RibbonContext {
  readonly place: RibbonPlace;
  /** Table of the grid or form. */
  readonly table: string;
  readonly tableTypeCode: number;
  /** Grid control, or the form context; the control the command was pressed on. */
  readonly selectedControl: unknown;
  /** Form context; on a main grid the grid control. */
  readonly primaryControl: unknown;
  /** The row of the form, or the row that the subgrid belongs to. */
  readonly primary: EntityReference | undefined;
  /** Rows on the page of the grid; on a form its own row. */
  readonly allItems: readonly EntityReference[];
  readonly selectedItems: readonly EntityReference[];
  /** Form states of a FormStateRule; undefined on grids. */
  readonly formState: 'Create' | 'Existing' | 'ReadOnly' | 'Disabled' | 'BulkEdit' | undefined;
  /** A column's value on the form; undefined on grids. */
  value(column: string): unknown;
  readonly organization: { readonly name: string; readonly languageId: number };
  readonly userLanguageId: number;
}

/** Items as commands see them (Microsoft Learn, "Pass data from a page as a parameter to ribbon actions"). */
const toItem = (context: RibbonContext) => (reference: EntityReference) => ({
  Id: `{${reference.id.toUpperCase()}}`,
  Name: reference.name ?? '',
  TypeCode: context.tableTypeCode,
  TypeName: reference.entityType,
});

const toItemId = (reference: EntityReference): string => `{${reference.id.toUpperCase()}}`;

/** The value of a parameter on this page. `buttonId` names the control that was pressed. @throws {NotSupportedBySandboxError} */
export function resolveParameter(parameter: RibbonParameter, context: RibbonContext, buttonId: string): unknown {
  if (parameter.kind === 'constant') return parameter.value;
  const { primary, allItems, selectedItems } = context;
  const selectedIds = new Set(selectedItems.map(({ id }) => id));
  const unselected = allItems.filter(({ id }) => !selectedIds.has(id));
  switch (parameter.value) {
    case 'PrimaryControl':
      return context.primaryControl;
    case 'SelectedControl':
      return context.selectedControl;
    case 'PrimaryControlId':
      return 'crmForm';
    case 'PrimaryEntityTypeName':
      return primary?.entityType ?? context.table;
    case 'PrimaryEntityTypeCode':
    case 'SelectedEntityTypeCode':
      return context.tableTypeCode;
    case 'PrimaryItemIds':
      return primary ? [toItemId(primary)] : [];
    case 'FirstPrimaryItemId':
      return primary ? toItemId(primary) : '';
    case 'SelectedEntityTypeName':
      return context.table;
    case 'FirstSelectedItemId':
      return selectedItems[0] ? toItemId(selectedItems[0]) : '';
    case 'SelectedControlSelectedItemCount':
      return selectedItems.length;
    case 'SelectedControlSelectedItemIds':
      return selectedItems.map(toItemId);
    case 'SelectedControlSelectedItemReferences':
      return selectedItems.map(toItem(context));
    case 'SelectedControlAllItemCount':
      return allItems.length;
    case 'SelectedControlAllItemIds':
      return allItems.map(toItemId);
    case 'SelectedControlAllItemReferences':
      return allItems.map(toItem(context));
    case 'SelectedControlUnselectedItemCount':
      return unselected.length;
    case 'SelectedControlUnselectedItemIds':
      return unselected.map(toItemId);
    case 'SelectedControlUnselectedItemReferences':
      return unselected.map(toItem(context));
    case 'CommandProperties':
      return { SourceControlId: buttonId, CommandValueId: '', MenuItemId: '' };
    case 'OrgName':
      return context.organization.name;
    case 'OrgLcid':
      return context.organization.languageId;
    case 'UserLcid':
      return context.userLanguageId;
    default:
      throw new NotSupportedBySandboxError(`CrmParameter ${parameter.value}`);
  }
}
