/**
 * Room webresources/commands. The ribbon button Send outbound on grids and forms: hands the rows to the dialog and
 * refreshes what is behind it afterwards. Enable rules run at every ribbon refresh, so they neither ask nor throw.
 */
import { openPageDialog } from '../gateways/navigation';
import { storeSendRequest, removeSendRequest } from '../gateways/sendRequest';
import { ensureTexts, text } from '../gateways/texts';

/** One element of the ribbon parameter SelectedControlSelectedItemReferences (Microsoft Learn, "Pass data from ribbon actions"). */
interface SelectedItemReference {
  readonly Id: string;
  readonly TypeName: string;
}

interface RefreshableControl {
  getControlType?(): string;
  refresh?(): void;
}

/** Command on a grid; parameters SelectedControl, SelectedControlSelectedItemReferences, SelectedEntityTypeName. */
export async function fromGrid(
  selectedControl: RefreshableControl,
  references: readonly SelectedItemReference[],
  entityTypeName: string,
): Promise<void> {
  if (!canSendFromGrid(references)) return;
  await openDialog(
    entityTypeName,
    references.map((reference) => reference.Id),
  );
  selectedControl.refresh?.();
}

/** Command on a form; parameter PrimaryControl. */
export async function fromForm(form: Xrm.FormContext): Promise<void> {
  if (!canSendFromForm(form)) return;
  await openDialog(form.data.entity.getEntityName(), [form.data.entity.getId()]);
  refreshTimelines(form);
}

/** Enable rule on a grid: something is selected. */
export function canSendFromGrid(references: unknown): boolean {
  return Array.isArray(references) && references.length > 0;
}

/** Enable rule on a form: the row exists. */
export function canSendFromForm(form: unknown): boolean {
  try {
    return Boolean((form as Xrm.FormContext).data.entity.getId());
  } catch {
    // A form that is still loading, or no form at all: nothing to send from yet.
    return false;
  }
}

async function openDialog(table: string, ids: readonly string[]): Promise<void> {
  await ensureTexts();
  const key = storeSendRequest(sessionStorage, { table, ids }, () => crypto.randomUUID());
  try {
    await openPageDialog('obm_/pages/sendOutbound.html', key, text('dialogTitle'));
  } finally {
    removeSendRequest(sessionStorage, key);
  }
}

/** Microsoft Learn, "getControlType": `timelinewall`; such a control has a `refresh`. */
function refreshTimelines(form: Xrm.FormContext): void {
  form.ui.controls.forEach((control) => {
    const timeline = control as RefreshableControl;
    if (timeline.getControlType?.() === 'timelinewall') timeline.refresh?.();
  });
}
