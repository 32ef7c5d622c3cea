/** Room sandbox/app. Opening rows from a form: an existing one in the page, a new one in a dialog beside it. */
import type { EntityReference, HostServices } from '../contracts';
import { messageOf } from './errors';
import { chooseNewRowForm } from './quickCreate/chooseNewRowForm';

/** Shows a row instead of this page; whoever navigates asks about unsaved changes (leaveGuard.ts). */
export function openRow(services: HostServices, reference: EntityReference): void {
  services
    .navigate({ pageType: 'entityrecord', entityName: reference.entityType, entityId: reference.id })
    .catch((error: unknown) => services.error({ message: messageOf(error) }));
}

/** Opens a dialog for a new row and gives what was saved in it; nothing when the user closed it without saving. */
export async function openNewRow(
  services: HostServices,
  table: string,
  options: { readonly data?: Record<string, unknown>; readonly createdFrom?: EntityReference },
): Promise<EntityReference | undefined> {
  const formId = chooseNewRowForm(await services.tableInfo(table), await services.forms(table, 7))?.id;
  const result = await services.navigate(
    {
      pageType: 'entityrecord',
      entityName: table,
      ...(formId ? { formId } : {}),
      ...(options.data ? { data: options.data } : {}),
      ...(options.createdFrom ? { createFromEntity: options.createdFrom } : {}),
    },
    formId
      ? { target: 2, position: 2, width: { value: 480, unit: 'px' } }
      : { target: 2, position: 1, width: { value: 80, unit: '%' }, height: { value: 85, unit: '%' } },
  );
  return result?.savedEntityReference?.[0];
}
