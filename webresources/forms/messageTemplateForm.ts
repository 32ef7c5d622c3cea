/**
 * Room webresources/forms. The message template form: a new row becomes a message template, and a text that could not be sent is
 * not saved. The linter decides, as it does in the editor and in the Send outbound dialog.
 */
import { CHANNEL_TYPE_OPTION, MESSAGE_TEMPLATE, MESSAGE_TYPE_OPTION } from '../../outbound/dataverse/names';
import type { LintFinding } from '../../outbound/templates/lintFinding';
import { lintTemplate } from '../../outbound/templates/lintTemplate';
import { ensureTexts } from '../gateways/texts';
import { readText, showTextProblem } from './textProblem';

/** Not used elsewhere in the product: whom the message is for (Microsoft Learn, entity reference "msdyn_ocsystemmessage"). */
const RECEIVER = { column: 'msdyn_messagereceiver', customer: 192350001 } as const;
/** The only documented trigger of a template (same page): a message outside the 24-hour conversation window of WhatsApp. */
const TRIGGER = { column: 'msdyn_messagetemplatetrigger', outsideConversationWindow: 1 } as const;
/** Microsoft Learn, "getFormType": 1 is a new row. */
const CREATE_FORM = 1;

/**
 * Form event OnLoad. Message type 3 makes the row a message template (Microsoft Learn, entity reference
 * "msdyn_ocsystemmessage"). Which other required columns the product fills is not documented: receiver Customer, the
 * only trigger and channel SMS are inferred from what a template is for.
 */
export async function onLoad(event: Xrm.Events.EventContext): Promise<void> {
  const form = event.getFormContext();
  if (form.ui.getFormType() === CREATE_FORM) {
    setOption(form, MESSAGE_TEMPLATE.messageType, MESSAGE_TYPE_OPTION.messageTemplate);
    setOption(form, RECEIVER.column, RECEIVER.customer);
    setOption(form, TRIGGER.column, TRIGGER.outsideConversationWindow);
    if (readOption(form, MESSAGE_TEMPLATE.channelType) == null) {
      setOption(form, MESSAGE_TEMPLATE.channelType, CHANNEL_TYPE_OPTION.SMS);
    }
  }
  await ensureTexts();
  showProblem(form);
}

/** OnChange of the text. */
export function onTextChange(event: Xrm.Events.EventContext): void {
  showProblem(event.getFormContext());
}

/** Form event OnSave: refuses a text that could not be sent. */
export function onSave(event: Xrm.Events.SaveEventContext): void {
  if (showProblem(event.getFormContext()) === 'refuse') event.getEventArgs().preventDefault();
}

function showProblem(form: Xrm.FormContext): 'fine' | 'warn' | 'refuse' {
  return showTextProblem(form, MESSAGE_TEMPLATE.text, lintForm(form));
}

/** A text that is not there yet has no findings: the column itself is required. */
function lintForm(form: Xrm.FormContext): LintFinding[] {
  const defaultText = readText(form, MESSAGE_TEMPLATE.text);
  if (defaultText.trim() === '') return [];
  const isWhatsApp = readOption(form, MESSAGE_TEMPLATE.channelType) === CHANNEL_TYPE_OPTION.WhatsApp;
  return lintTemplate({
    template: { defaultText, localizedTexts: new Map() },
    channelType: isWhatsApp ? 'WhatsApp' : 'SMS',
    templateName: readText(form, MESSAGE_TEMPLATE.name),
    fillable: [],
  });
}

function readOption(form: Xrm.FormContext, column: string): number | null | undefined {
  return form.getAttribute<Xrm.Attributes.OptionSetAttribute>(column)?.getValue();
}

function setOption(form: Xrm.FormContext, column: string, value: number): void {
  form.getAttribute<Xrm.Attributes.OptionSetAttribute>(column)?.setValue(value);
}
