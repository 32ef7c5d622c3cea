/** Room webresources/gateways. Where scripts and pages lead to (Microsoft Learn, "navigateTo"). */
import { hostXrm } from './xrmHost';

/** Shows a table's list in place of this page; its default view unless one is named. */
export function openList(table: string, viewId?: string): void {
  // Lists open inline only.
  void hostXrm().Navigation.navigateTo({ pageType: 'entitylist', entityName: table, viewId });
}

/** Shows a row in a dialog over what is open. */
export function openRow(table: string, id: string): void {
  void hostXrm().Navigation.navigateTo(
    { pageType: 'entityrecord', entityName: table, entityId: id },
    { target: 2, width: { value: 80, unit: '%' }, height: { value: 80, unit: '%' } },
  );
}

/** Opens a page of this solution as a dialog; resolves when it is closed. @param data reaches the page as its `data`. */
export async function openPageDialog(webresourceName: string, data: string, title: string): Promise<void> {
  await hostXrm().Navigation.navigateTo(
    { pageType: 'webresource', webresourceName, data },
    { target: 2, width: { value: 70, unit: '%' }, height: { value: 80, unit: '%' }, title },
  );
}
