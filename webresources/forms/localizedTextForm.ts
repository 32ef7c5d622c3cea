/**
 * Room webresources/forms. The forms of a message template in one more language: a text that could not be sent is not saved.
 */
import { LOCALIZED_TEXT } from '../../outbound/dataverse/names';
import { LOCALIZED_TEXT_MAX_LENGTH } from '../../outbound/templates/limits';
import { lintOneText } from '../../outbound/templates/lintTemplate';
import { ensureTexts } from '../gateways/texts';
import { readText, showTextProblem } from './textProblem';

/** Form event OnLoad. A text without its language or its template is a version of nothing, and is never sent: both are asked for. */
export async function onLoad(event: Xrm.Events.EventContext): Promise<void> {
  for (const column of [LOCALIZED_TEXT.language, LOCALIZED_TEXT.template]) {
    event.getFormContext().getAttribute(column)?.setRequiredLevel('required');
  }
  await ensureTexts();
  showProblem(event.getFormContext());
}

/** OnChange of the text. */
export function onTextChange(event: Xrm.Events.EventContext): void {
  showProblem(event.getFormContext());
}

/** Form event OnSave: refuses a text that could not be sent. */
export function onSave(event: Xrm.Events.SaveEventContext): void {
  if (showProblem(event.getFormContext()) === 'refuse') event.getEventArgs().preventDefault();
}

/**
 * A text that is not there yet has no findings: the column itself is required. Held to the rules of SMS: a WhatsApp template is
 * sent in its one text (Microsoft Learn, "Configure outbound messaging", locale is for SMS).
 */
function showProblem(form: Xrm.FormContext): 'fine' | 'warn' | 'refuse' {
  const source = readText(form, LOCALIZED_TEXT.text);
  const findings =
    source.trim() === ''
      ? []
      : lintOneText({ source, maxLength: LOCALIZED_TEXT_MAX_LENGTH, channelType: 'SMS', fillable: [] }).findings;
  return showTextProblem(form, LOCALIZED_TEXT.text, findings);
}
