/**
 * Room webresources/commands. The ribbon button Send outbound on grids and forms: hands the rows to the dialog and
 * refreshes what is behind it afterwards. Enable rules run at every ribbon refresh, so they never throw, and ask the server
 * once in a session. How many rows are selected has no upper bound: a grid selects what it has loaded, and the dialog says
 * into how many requests they go.
 */
import { PermissionDeniedError } from '../../outbound/dataverse/webApiErrors';
import { hasActiveConfiguration } from '../gateways/activeConfiguration';
import { openPageDialog } from '../gateways/navigation';
import { storeSendRequest, removeSendRequest } from '../gateways/sendRequest';
import { ensureTexts, text } from '../gateways/texts';
import { keptAnswer } from './keptAnswer';

/**
 * A first configuration shows the button a minute later. Inferred to be soon enough: changes to one take up to 15 minutes to
 * take effect (Microsoft Learn, "Omnichannel FAQ").
 */
const ASK_AGAIN_AFTER_MS = 60_000;

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
  const ids = references.map((reference) => reference.Id);
  if (await openDialog(entityTypeName, ids)) selectedControl.refresh?.();
}

/** Command on a form; parameter PrimaryControl. */
export async function fromForm(form: Xrm.FormContext): Promise<void> {
  if (!canSendFromForm(form)) return;
  if (await openDialog(form.data.entity.getEntityName(), [form.data.entity.getId()])) refreshTimelines(form);
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

/**
 * Enable rule on grids and forms: there is an active outbound configuration. In Unified Interface a rule may give a promise
 * (Microsoft Learn, "Define ribbon enable rules", custom rule). A button without anything to send with is hidden, as the command
 * bar does with every disabled command (same page). Who may not read configurations cannot send either; any other failure hides
 * nothing, because the dialog says what is wrong.
 */
export const hasConfiguration = keptAnswer({
  ask: hasActiveConfiguration,
  otherwise: (error) => !(error instanceof PermissionDeniedError),
  now: () => Date.now(),
  askAgainAfterMs: ASK_AGAIN_AFTER_MS,
});

/** Texts are being read, and no dialog covers the button yet: a second press would open a second dialog over the same rows. */
let isOpening = false;

/** Resolves when the dialog has closed; with `false` when another press was faster. */
async function openDialog(table: string, ids: readonly string[]): Promise<boolean> {
  if (isOpening) return false;
  isOpening = true;
  try {
    await ensureTexts();
  } finally {
    isOpening = false;
  }
  const key = storeSendRequest(sessionStorage, { table, ids }, () => crypto.randomUUID());
  try {
    await openPageDialog('obm_/pages/sendOutbound.html', key, text('dialogTitle'));
  } finally {
    removeSendRequest(sessionStorage, key);
  }
  return true;
}

/** Microsoft Learn, "getControlType": `timelinewall`; such a control has a `refresh`. */
function refreshTimelines(form: Xrm.FormContext): void {
  form.ui.controls.forEach((control) => {
    const timeline = control as RefreshableControl;
    if (timeline.getControlType?.() === 'timelinewall') timeline.refresh?.();
  });
}
