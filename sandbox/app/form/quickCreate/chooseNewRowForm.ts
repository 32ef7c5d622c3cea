/** Room sandbox/app. Which form a related new row opens with. */
import type { SystemForm, TableInfo } from '../../contracts';
import { allCells } from '../formModel';
import { parseFormXml } from '../parseFormXml';

/**
 * The quick create form to use, if the table has one that can make a whole row: it holds every column that must be
 * filled in. Absent: the main form.
 * Differs from the platform: there the table's own "enable quick create form" setting decides.
 */
export function chooseNewRowForm(info: TableInfo, quickCreateForms: readonly SystemForm[]): SystemForm | undefined {
  const required = info.table.columns
    .filter((column) => column.required === 'ApplicationRequired' && column.validForCreate)
    .map((column) => column.logicalName);
  return quickCreateForms.find((form) => {
    const columns = new Set(allCells(parseFormXml(form.formXml)).flatMap((cell) => cell.control?.column ?? []));
    // Exports hold quick create forms with the name alone; those would hide what makes the row useful.
    return columns.size > 2 && required.every((name) => columns.has(name));
  });
}
