/** Room sandbox/app. A form with its command bar, as a page or inside a dialog. */
import * as React from 'react';
import type { EntityReference, FormCommands, TableInfo } from '../contracts';
import { FormPage } from '../form/FormPage';
import { messageOf } from '../host/errors';
import type { ShellServices } from '../host/services';
import type { Ribbon } from '../ribbon/ribbonModel';
import { OpenRowScope, type OpenRow } from '../ribbon/RibbonScope';
import type { RibbonContext } from '../ribbon/ribbonContext';
import { caseCommands, isCaseTable } from '../ribbon/caseCommands';
import { RibbonBar, type StandardCommand } from '../ribbon/RibbonBar';
import { hostText } from './strings';

export interface FormViewProps {
  readonly services: ShellServices;
  readonly ribbon: Ribbon;
  readonly table: string;
  readonly id: string | undefined;
  readonly formId?: string;
  readonly defaults?: Record<string, unknown>;
  readonly createdFrom?: EntityReference;
  /** The New command; absent where another row cannot be opened, as in a dialog. */
  onNew?(): void;
  onSaved(saved: EntityReference): void;
  onClose(): void;
}

/** The parts of a form context that the command bar reads. */
interface FormContextLike {
  readonly data: { readonly entity: { getId(): string; getPrimaryAttributeValue?(): string | null } };
  readonly ui: { getFormType(): number };
  getAttribute(name: string): { getValue(): unknown } | null;
}

/** Form types of `getFormType` as states of a FormStateRule (Microsoft Learn, "getFormType", "FormStateRule"). */
const FORM_STATES: Readonly<Record<number, RibbonContext['formState']>> = {
  1: 'Create',
  2: 'Existing',
  3: 'ReadOnly',
  4: 'Disabled',
  6: 'BulkEdit',
};

/** Form type of a row that is not active. */
const DISABLED = 4;
/** Form type of a row that the user may not write. */
const READ_ONLY = 3;

interface OpenForm {
  readonly context: FormContextLike;
  readonly commands: FormCommands;
}

function toRibbonContext(
  { services, table, id }: FormViewProps,
  info: TableInfo,
  open: OpenForm | undefined,
): RibbonContext {
  const entity = open?.context.data.entity;
  const shownId = (entity?.getId() ?? id ?? '').replace(/[{}]/g, '').toLowerCase();
  const primary =
    shownId === ''
      ? undefined
      : { entityType: table, id: shownId, name: entity?.getPrimaryAttributeValue?.() ?? undefined };
  return {
    place: 'form',
    table,
    tableTypeCode: info.table.objectTypeCode,
    selectedControl: open?.context,
    primaryControl: open?.context,
    primary,
    allItems: primary ? [primary] : [],
    selectedItems: primary ? [primary] : [],
    formState: open ? FORM_STATES[open.context.ui.getFormType()] : undefined,
    value: (column) => open?.context.getAttribute(column)?.getValue(),
    organization: { name: services.session.organizationName, languageId: services.session.organizationLanguageId },
    userLanguageId: services.user.languageId,
  };
}

export function FormView(props: FormViewProps): React.ReactElement {
  const { services, ribbon, table, id, formId, defaults, createdFrom, onNew, onSaved, onClose } = props;
  const lcid = services.user.languageId;
  const [open, setOpen] = React.useState<OpenForm>();
  const [info, setInfo] = React.useState<TableInfo>();
  React.useEffect(() => {
    let isGone = false;
    // A table that is not there is reported by the form itself.
    services.tableInfo(table).then(
      (found) => !isGone && setInfo(found),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [services, table]);

  const run = (command: (commands: FormCommands) => Promise<unknown>): void => {
    if (open) command(open.commands).catch((error: unknown) => services.error({ message: messageOf(error) }));
  };
  const isExisting = open !== undefined && open.context.data.entity.getId() !== '';
  const canSave = open?.commands.canSave ?? false;
  const standard: StandardCommand[] = [
    {
      key: 'save',
      text: hostText(lcid, 'save'),
      icon: 'Save',
      disabled: !canSave,
      run: () => run((commands) => commands.save()),
    },
    {
      key: 'saveAndClose',
      text: hostText(lcid, 'saveAndClose'),
      icon: 'SaveAndClose',
      disabled: !canSave,
      run: () => run((commands) => commands.saveAndClose()),
    },
    ...(onNew ? [{ key: 'new' as const, text: hostText(lcid, 'newRow'), icon: 'Add', run: onNew }] : []),
    ...(isExisting
      ? [
          {
            key: 'delete' as const,
            text: hostText(lcid, 'delete'),
            icon: 'Delete',
            run: () => run((commands) => commands.remove()),
          },
          {
            key: 'refresh' as const,
            text: hostText(lcid, 'refresh'),
            icon: 'Refresh',
            run: () => run((commands) => commands.refresh()),
          },
        ]
      : []),
  ];
  if (open && isExisting && isCaseTable(table) && open.context.ui.getFormType() !== READ_ONLY) {
    const caseId = open.context.data.entity.getId().replace(/[{}]/g, '').toLowerCase();
    standard.push(
      ...caseCommands({
        services,
        cases: [{ entityType: table, id: caseId }],
        // The form is read-only while its row is not active.
        state: open.context.ui.getFormType() === DISABLED ? 1 : 0,
        prepare: () => open.commands.save(),
        done: async () => {
          services.rowsChanged(table);
          await open.commands.refresh();
        },
      }),
    );
  }
  const context = React.useMemo(
    () => (info ? toRibbonContext(props, info, open) : undefined),
    [services, table, id, info, open],
  );
  const openRow = React.useMemo<OpenRow | undefined>(
    () => (context && open ? { context: open.context, reference: context.primary, value: context.value } : undefined),
    [context, open],
  );
  return (
    <div className="form-view">
      {context && (
        <RibbonBar
          services={services}
          ribbon={ribbon}
          context={context}
          standard={standard}
          ariaLabel={hostText(lcid, 'commands')}
        />
      )}
      <div className="form-view-body">
        <OpenRowScope.Provider value={openRow}>
          <FormPage
            services={services}
            table={table}
            id={id}
            formId={formId}
            defaults={defaults}
            createdFrom={createdFrom}
            onSaved={onSaved}
            onClose={onClose}
            onContext={(formContext, commands) => setOpen({ context: formContext as FormContextLike, commands })}
          />
        </OpenRowScope.Provider>
      </div>
    </div>
  );
}
