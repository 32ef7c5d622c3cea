/**
 * Room sandbox/app. The global `Xrm` as the scripts of solutions see it. What is not here exists and refuses by name
 * (see notSupported.ts).
 */
import type { EntityReference, NavigationOptions, PageInput } from '../contracts';
import { NotSupportedBySandboxError } from '../host/errors';
import type { NotificationLevel } from '../host/overlays';
import { bareId } from '../host/webApiClient';
import type { ShellServices } from '../host/services';
import { toEntityMetadata } from './entityMetadata';
import { createGlobalContext } from './globalContext';
import { withRefusals } from './notSupported';
import { createXrmWebApi } from './webApi';

interface AlertStrings {
  readonly text: string;
  readonly title?: string;
  readonly confirmButtonLabel?: string;
}
interface ConfirmStrings extends AlertStrings {
  readonly subtitle?: string;
  readonly cancelButtonLabel?: string;
}
interface DialogOptions {
  readonly width?: number;
  readonly height?: number;
}
interface FormOptions {
  readonly entityName: string;
  readonly entityId?: string;
  readonly formId?: string;
  readonly openInNewWindow?: boolean;
  readonly useQuickCreateForm?: boolean;
  readonly createFromEntity?: EntityReference;
}
interface GlobalNotificationInput {
  readonly type: number;
  readonly level: NotificationLevel;
  readonly message: string;
  readonly showCloseButton?: boolean;
  readonly action?: { readonly actionLabel?: string; eventHandler?(): void };
}
interface LookupOptions {
  readonly entityTypes?: readonly string[];
  readonly defaultEntityType?: string;
  readonly allowMultiSelect?: boolean;
  readonly defaultViewId?: string;
  readonly filters?: ReadonlyArray<{ readonly filterXml: string; readonly entityLogicalName: string }>;
}

const QUICK_CREATE = 7;

const cleanReference = (reference: EntityReference): EntityReference => ({ ...reference, id: bareId(reference.id) });

/** Ids may come with braces, lookups of defaults as arrays of references. */
function cleanPage(page: PageInput): PageInput {
  switch (page.pageType) {
    case 'entitylist':
      return { ...page, viewId: page.viewId === undefined ? undefined : bareId(page.viewId) };
    case 'entityrecord':
      return {
        ...page,
        entityId: page.entityId ? bareId(page.entityId) : undefined,
        formId: page.formId ? bareId(page.formId) : undefined,
        createFromEntity: page.createFromEntity ? cleanReference(page.createFromEntity) : undefined,
      };
    case 'webresource':
      return page;
    default:
      throw new NotSupportedBySandboxError(
        `Xrm.Navigation.navigateTo of the page type ${String((page as { pageType?: unknown }).pageType)}`,
      );
  }
}

function createNavigation(services: ShellServices) {
  const { overlays } = services;
  const openInWindow = (address: string): void => void window.open(address, '_blank', 'noopener');
  return withRefusals('Xrm.Navigation', {
    async navigateTo(page: PageInput, options?: NavigationOptions) {
      return services.navigate(cleanPage(page), options);
    },
    async openForm(options: FormOptions, defaults?: Record<string, unknown>) {
      const { entityName, entityId, formId, createFromEntity } = options;
      const page = cleanPage({
        pageType: 'entityrecord',
        entityName,
        entityId,
        formId,
        createFromEntity,
        data: defaults,
      });
      if (options.openInNewWindow) {
        openInWindow(services.pageHref(page));
        return { savedEntityReference: null };
      }
      if (options.useQuickCreateForm && page.pageType === 'entityrecord') {
        const quick = (await services.forms(entityName, QUICK_CREATE))[0];
        const answer = await services.navigate(
          { ...page, formId: quick?.id ?? page.formId },
          { target: 2, position: 2 },
        );
        return { savedEntityReference: answer?.savedEntityReference ?? null };
      }
      await services.navigate(page);
      return { savedEntityReference: null };
    },
    openAlertDialog: ({ text, title, confirmButtonLabel }: AlertStrings, size: DialogOptions = {}) =>
      overlays.open({ kind: 'alert', text, title, confirmLabel: confirmButtonLabel, ...size }),
    async openConfirmDialog(strings: ConfirmStrings, size: DialogOptions = {}) {
      const { text, title, subtitle, confirmButtonLabel: confirmLabel, cancelButtonLabel: cancelLabel } = strings;
      return {
        confirmed: await overlays.open({ kind: 'confirm', text, title, subtitle, confirmLabel, cancelLabel, ...size }),
      };
    },
    openErrorDialog: ({
      message = '',
      details,
      errorCode,
    }: {
      message?: string;
      details?: string;
      errorCode?: number;
    }) => services.error({ message, details, errorCode }),
    openUrl: (url: string) => openInWindow(url),
    openWebResource: (name: string, _options?: unknown, data?: string) =>
      openInWindow(services.webResourceUrl(name, data)),
  });
}

function createApp({ overlays }: ShellServices) {
  return withRefusals('Xrm.App', {
    async addGlobalNotification({ type, level, message, showCloseButton = false, action }: GlobalNotificationInput) {
      if (type !== 2) throw new NotSupportedBySandboxError(`Xrm.App.addGlobalNotification of the type ${type}`);
      const label = action?.actionLabel;
      return overlays.notify({
        level,
        message,
        showCloseButton,
        action: label === undefined ? undefined : { label, run: () => action?.eventHandler?.() },
      });
    },
    async clearGlobalNotification(id: string) {
      overlays.clearNotification(id);
    },
  });
}

function createUtility(services: ShellServices, globalContext: ReturnType<typeof createGlobalContext>) {
  const { overlays, scripts } = services;
  return withRefusals('Xrm.Utility', {
    showProgressIndicator: (message: string) => overlays.progress.set(message),
    closeProgressIndicator: () => overlays.progress.set(undefined),
    getResourceString: (webResource: string, key: string) => scripts.string(webResource, key),
    async getEntityMetadata(table: string, columns?: readonly string[]) {
      return toEntityMetadata(await services.tableInfo(table), columns, (labels) => services.label(labels));
    },
    getGlobalContext: () => globalContext,
    getPageContext() {
      const { page } = services.router.route.get();
      return {
        input: {
          ...page,
          ...(page?.pageType === 'entityrecord'
            ? { entityId: page.entityId ?? '', createFromEntity: page.createFromEntity }
            : {}),
        },
      };
    },
    async lookupObjects({ entityTypes, defaultEntityType, allowMultiSelect, defaultViewId, filters }: LookupOptions) {
      const named = entityTypes ?? (defaultEntityType === undefined ? [] : [defaultEntityType]);
      const tables = [...named].sort((a, b) => Number(b === defaultEntityType) - Number(a === defaultEntityType));
      if (tables.length === 0) throw new NotSupportedBySandboxError('Xrm.Utility.lookupObjects without entityTypes');
      const filterXml = filters
        ?.filter(({ entityLogicalName }) => tables.length === 1 && entityLogicalName === tables[0])
        .map((filter) => filter.filterXml)
        .join('');
      const chosen = await services.lookup({
        tables,
        multiple: allowMultiSelect,
        viewId: defaultViewId === undefined ? undefined : bareId(defaultViewId),
        filterXml: filterXml || undefined,
      });
      return chosen.map(({ id, ...reference }) => ({ ...reference, id: `{${id.toUpperCase()}}` }));
    },
    refreshParentGrid: ({ entityType }: { entityType: string }) => services.rowsChanged(entityType),
  });
}

/** The `Xrm` of this window. Differs from the platform: Device, Encoding, Panel, SidePanes, offline and Copilot are refused by name. */
export function createXrm(services: ShellServices) {
  const globalContext = createGlobalContext(services);
  return withRefusals('Xrm', {
    WebApi: createXrmWebApi(services.api),
    Navigation: createNavigation(services),
    App: createApp(services),
    Utility: createUtility(services, globalContext),
    getGlobalContext: () => globalContext,
  });
}
