/** Room sandbox/app. The Delete command of a grid: asks, deletes one row after the other, and says what stayed. */
import type { EntityReference } from '../contracts';
import { messageOf } from '../host/errors';
import type { ShellServices } from '../host/services';
import { hostText } from '../shell/strings';

export async function deleteRows(
  services: ShellServices,
  table: string,
  rows: readonly EntityReference[],
): Promise<void> {
  const lcid = services.user.languageId;
  if (!(await services.confirm(hostText(lcid, 'confirmDelete', rows.length), hostText(lcid, 'confirmDeleteTitle'))))
    return;
  const { progress } = services.overlays;
  const failures: string[] = [];
  for (const [index, { id }] of rows.entries()) {
    progress.set(hostText(lcid, 'deleting', index + 1, rows.length));
    await services.api.delete(table, id).catch((error: unknown) => failures.push(messageOf(error)));
  }
  progress.set(undefined);
  services.rowsChanged(table);
  if (failures.length > 0)
    await services.error({ message: hostText(lcid, 'deleteFailed', failures.length, rows.length, failures[0] ?? '') });
}
