/**
 * Room webresources/forms. The message template form: a new row becomes a message template, and a text whose braces do
 * not pair is not saved, because the service would send it with the slug unreplaced.
 */
import { parseTemplate } from '../../outbound/templates/parseTemplate';
import { MESSAGE_RECEIVER_CUSTOMER, SMS_CHANNEL_TYPE, TEMPLATE_MESSAGE_TYPE } from '../gateways/templates';
import { text } from '../gateways/texts';
import { isUnbalanced, problemText } from '../strings/problemText';

const MESSAGE_TEXT = 'msdyn_messagetext';
const PROBLEM = 'obm-template-problem';
/** Microsoft Learn, "getFormType": 1 is a new row. */
const CREATE_FORM = 1;

/**
 * Form event OnLoad. Message type 3 makes the row a message template (Microsoft Learn, entity reference
 * "msdyn_ocsystemmessage"). Which other required columns the product fills is not documented: receiver Customer and
 * channel SMS are inferred from what a template is for.
 */
export function onLoad(event: Xrm.Events.EventContext): void {
  const form = event.getFormContext();
  if (form.ui.getFormType() === CREATE_FORM) {
    setOption(form, 'msdyn_messagetype', TEMPLATE_MESSAGE_TYPE);
    setOption(form, 'msdyn_messagereceiver', MESSAGE_RECEIVER_CUSTOMER);
    if (form.getAttribute('msdyn_streamsource')?.getValue() == null)
      setOption(form, 'msdyn_streamsource', SMS_CHANNEL_TYPE);
  }
  showProblem(form);
}

/** OnChange of the text. */
export function onTextChange(event: Xrm.Events.EventContext): void {
  showProblem(event.getFormContext());
}

/** Form event OnSave: refuses a text with a brace that has no partner. */
export function onSave(event: Xrm.Events.SaveEventContext): void {
  if (showProblem(event.getFormContext()) === 'refuse') event.getEventArgs().preventDefault();
}

/** Shows the first problem of the text at its column and on the form, or takes both notices away. */
function showProblem(form: Xrm.FormContext): 'fine' | 'warn' | 'refuse' {
  const source = form.getAttribute<Xrm.Attributes.StringAttribute>(MESSAGE_TEXT)?.getValue() ?? '';
  const { problems } = parseTemplate(source);
  const problem = problems.find(isUnbalanced) ?? problems[0];
  const control = form.getControl<Xrm.Controls.StringControl>(MESSAGE_TEXT);
  control?.clearNotification(PROBLEM);
  form.ui.clearFormNotification(PROBLEM);
  if (problem === undefined) return 'fine';
  const sentence = problemText(problem);
  if (!isUnbalanced(problem)) {
    form.ui.setFormNotification(sentence, 'WARNING', PROBLEM);
    return 'warn';
  }
  control?.setNotification(sentence, PROBLEM);
  form.ui.setFormNotification(sentence, 'ERROR', PROBLEM);
  return 'refuse';
}

function setOption(form: Xrm.FormContext, column: string, value: number): void {
  form.getAttribute<Xrm.Attributes.OptionSetAttribute>(column)?.setValue(value);
}
