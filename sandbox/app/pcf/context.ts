/**
 * Room sandbox/app. The context a component-framework control is given. Members follow Microsoft Learn, "Power Apps
 * component framework API reference"; those that are missing here throw an error that names them.
 */
import type { HostServices } from '../contracts';
import type { FormControl } from '../form/control';
import type { FormSession } from '../form/formSession';
import { refuseMethods, refuseProperties } from '../form/errors';
import { bracedId } from '../form/attribute';
import { clockOf } from '../host/clockTime';
import { createFormatting, dateFormattingInfo, numberFormattingInfo } from './formatting';
import type { PropertyBag } from './parameters';
import { controlFile } from './registry';
import type { LoadedControl } from './registry';

export interface ContextInput {
  readonly session: FormSession;
  readonly control: FormControl;
  readonly loaded: LoadedControl;
  readonly parameters: Record<string, PropertyBag>;
  readonly updatedProperties: readonly string[];
  /** Pixels; -1 unless the control asked for its size to be tracked. */
  readonly width: number;
  readonly requestRender: () => void;
  readonly trackContainerResize: (isTracked: boolean) => void;
  readonly setControlState: (state: Record<string, unknown>) => boolean;
}

/** A fresh context for one call of `init` or `updateView`. */
export function createContext(input: ContextInput): object {
  const { session, control, loaded } = input;
  const { services } = session;
  const context = {
    parameters: input.parameters,
    updatedProperties: [...input.updatedProperties],
    mode: createMode(input),
    client: {
      disableScroll: false,
      getFormFactor: () => 1,
      getClient: () => 'Web',
      isOffline: () => false,
      isNetworkAvailable: () => true,
    },
    device: refuseMethods({}, 'context.device', [
      'captureAudio',
      'captureImage',
      'captureVideo',
      'getBarcodeValue',
      'getCurrentPosition',
      'pickFile',
    ]),
    events: Object.fromEntries(loaded.manifest.events.map((event) => [event, raiseEvent(session, control, event)])),
    factory: refuseMethods({ requestRender: input.requestRender }, 'context.factory', ['getPopupService']),
    formatting: createFormatting(services.user.languageId, clockOf(services.user)),
    navigation: createNavigation(services),
    resources: {
      getString: (key: string) => loaded.strings[key] ?? key,
      getResource: (path: string, success: (data: string) => void, failure: () => void) => {
        readResource(controlFile(loaded.name, path)).then(success, failure);
      },
    },
    userSettings: {
      dateFormattingInfo: dateFormattingInfo(services.user.languageId),
      numberFormattingInfo: numberFormattingInfo(services.user.languageId),
      isRTL: services.user.isRtl,
      languageId: services.user.languageId,
      securityRoles: [...(services.privileges?.roles ?? [])],
      userId: bracedId(services.user.id.replace(/[{}]/g, '')),
      userName: services.user.name,
      getTimeZoneOffsetMinutes: (date?: Date) => {
        const at = (date ?? new Date()).getTime();
        return Math.round((clockOf(services.user).toLocal(at) - at) / 60_000);
      },
    },
    utils: createUtils(services),
    webAPI: createWebApi(services),
  };
  return refuseProperties(context, 'context', ['copilot']);
}

function createMode({ session, control, width, trackContainerResize, setControlState }: ContextInput): object {
  return refuseMethods(
    {
      allocatedHeight: -1,
      allocatedWidth: width,
      isControlDisabled: !control.isEditable,
      isVisible: control.visible,
      label: control.label,
      // Not in the typings, but real hosts give it and many controls read it.
      contextInfo: {
        entityId: session.id ?? '',
        entityTypeName: session.info.table.logicalName,
        entityRecordName: session.primaryName,
      },
      setControlState,
      trackContainerResize,
    },
    'context.mode',
    ['setFullScreen'],
  );
}

function raiseEvent(session: FormSession, control: FormControl, event: string): (args?: unknown) => void {
  return (args) => {
    const handlers = control.customEvents.get(event);
    if (handlers) session.fire(handlers, control.api, args);
  };
}

function createNavigation(services: HostServices): object {
  const navigation = {
    openAlertDialog: async (strings: { text: string; title?: string }) => {
      await services.alert(strings.text, strings.title);
    },
    openConfirmDialog: async (strings: { text: string; title?: string }) => ({
      confirmed: await services.confirm(strings.text, strings.title),
    }),
    openErrorDialog: async (options: { message?: string; details?: string; errorCode?: number }) => {
      await services.error({
        message: options.message ?? 'An error occurred.',
        details: options.details,
        errorCode: options.errorCode,
      });
    },
    openForm: async (
      options: { entityName: string; entityId?: string; openInNewWindow?: boolean },
      data?: Record<string, unknown>,
    ) => {
      const page = {
        pageType: 'entityrecord' as const,
        entityName: options.entityName,
        entityId: options.entityId,
        data,
      };
      const result = await services.navigate(page, options.entityId ? undefined : { target: 2 });
      return { savedEntityReference: result?.savedEntityReference ?? [] };
    },
    openUrl: (url: string) => {
      window.open(url, '_blank', 'noopener');
    },
    openWebResource: (name: string, _options?: unknown, data?: string) => {
      window.open(services.webResourceUrl(name, data), '_blank', 'noopener');
    },
  };
  return refuseMethods(navigation, 'context.navigation', ['openFile']);
}

/** Source: Microsoft Learn, "hasEntityPrivilege", PrivilegeType and PrivilegeDepth. */
const PRIVILEGE_TYPES = ['', 'Create', 'Read', 'Write', 'Delete', 'Assign', 'Share', 'Append', 'AppendTo'];
const PRIVILEGE_DEPTHS = ['Basic', 'Local', 'Deep', 'Global'];

function createUtils(services: HostServices): object {
  return {
    getEntityMetadata: async (table: string, columns?: string[]) => {
      const info = await services.tableInfo(table);
      const wanted = info.table.columns.filter((column) => !columns || columns.includes(column.logicalName));
      return {
        LogicalName: info.table.logicalName,
        SchemaName: info.table.schemaName,
        EntitySetName: info.table.entitySetName,
        DisplayName: services.label(info.table.displayName),
        DisplayCollectionName: services.label(info.table.displayCollectionName),
        PrimaryIdAttribute: info.table.primaryId,
        PrimaryNameAttribute: info.table.primaryName,
        ObjectTypeCode: info.table.objectTypeCode,
        IsActivity: info.table.isActivity,
        Attributes: {
          get: (name: string) => {
            const column = wanted.find((one) => one.logicalName === name);
            return column
              ? {
                  LogicalName: column.logicalName,
                  DisplayName: services.label(column.displayName),
                  AttributeTypeName: column.type,
                  MaxLength: column.maxLength,
                }
              : undefined;
          },
          getAll: () => wanted.map((column) => ({ LogicalName: column.logicalName })),
        },
      };
    },
    hasEntityPrivilege: (table: string, type: number, depth: number) =>
      services.privileges?.onTable(table, PRIVILEGE_TYPES[type] ?? '', PRIVILEGE_DEPTHS[depth]) ?? true,
    lookupObjects: (options: {
      entityTypes?: string[];
      defaultEntityType?: string;
      defaultViewId?: string;
      allowMultiSelect?: boolean;
      filters?: { filterXml: string }[];
    }) =>
      services.lookup({
        tables: options.entityTypes ?? (options.defaultEntityType ? [options.defaultEntityType] : []),
        multiple: options.allowMultiSelect,
        filterXml: options.filters?.[0]?.filterXml,
        viewId: options.defaultViewId,
      }),
  };
}

function createWebApi({ api, rowsChanged }: HostServices): object {
  const changed = <T>(table: string, result: T): T => {
    rowsChanged(table);
    return result;
  };
  return {
    createRecord: async (table: string, row: Record<string, unknown>) => changed(table, await api.create(table, row)),
    updateRecord: async (table: string, id: string, row: Record<string, unknown>) =>
      changed(table, await api.update(table, id, row)),
    deleteRecord: async (table: string, id: string) => {
      await api.delete(table, id);
      return changed(table, { entityType: table, id, name: '' });
    },
    retrieveRecord: (table: string, id: string, options?: string) => api.retrieve(table, id, options),
    retrieveMultipleRecords: async (table: string, options?: string, maxPageSize?: number) => {
      const fetchXml = /^\?fetchXml=(.*)$/is.exec(options ?? '')?.[1];
      if (fetchXml !== undefined) {
        const { entities } = await api.fetchXml(
          table,
          fetchXml.startsWith('%') ? decodeURIComponent(fetchXml) : fetchXml,
        );
        return { entities, nextLink: '' };
      }
      const { entities, nextLink } = await api.retrieveMultiple(table, options, maxPageSize);
      return { entities, nextLink: nextLink ?? '' };
    },
  };
}

/** A file of the control as base64, the way `getResource` gives it. */
async function readResource(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
