/**
 * Room webresources/forms. The outbound configuration form: templates of the chosen channel only, the Configuration ID
 * after the first save, and a notice when messages would not reach the timeline.
 */
import { MESSAGE_TEMPLATE, MESSAGE_TYPE_OPTION, OUTBOUND_CONFIGURATION } from '../../outbound/dataverse/names';
import { isOutboundError } from '../../outbound/errors';
import { browserHttp, browserRowClient } from '../gateways/browserHost';
import { readOutboundRelationships } from '../gateways/relationships';
import { ensureTexts, text } from '../gateways/texts';
import { toPlainId } from '../gateways/xrmHost';
import { errorSentence } from '../strings/errorText';
import { introducePage } from './introducePage';

const COPY_PAGE = 'WebResource_copyConfigurationId';
const TIMELINE_NOTICE = 'obm-timeline';
const TEMPLATE_NOTICE = 'obm-template-cleared';

/** Tables that Send outbound sends from. */
const SENDING_TABLES = ['incident', 'contact', 'account'] as const;
const TABLE_TEXT = { incident: 'tableCases', contact: 'tableContacts', account: 'tableAccounts' } as const;

/** Form event OnLoad. */
export async function onLoad(event: Xrm.Events.EventContext): Promise<void> {
  const form = event.getFormContext();
  offerTemplatesOfChannel(form);
  showConfigurationId(form);
  form.data.entity.addOnPostSave(() => showConfigurationId(form));
  // After the first save the form reloads its data without loading itself again.
  form.data.addOnLoad(() => showConfigurationId(form));
  await noticeTimeline(form);
}

/** OnChange of Channel type: a template of another channel would be sent by nobody, so it is taken out, visibly. */
export async function onChannelTypeChange(event: Xrm.Events.EventContext): Promise<void> {
  const form = event.getFormContext();
  form.ui.clearFormNotification(TEMPLATE_NOTICE);
  const template = form.getAttribute<Xrm.Attributes.LookupAttribute>(OUTBOUND_CONFIGURATION.messageTemplate);
  const chosen = template?.getValue()?.[0];
  const channelType = readChannelType(form);
  if (template === null || chosen === undefined) return;
  await ensureTexts();
  try {
    const id = toPlainId(chosen.id);
    const query = `?$select=${MESSAGE_TEMPLATE.channelType}&$filter=${MESSAGE_TEMPLATE.id} eq ${id}`;
    const [row] = await browserRowClient().readRows(MESSAGE_TEMPLATE.table, query);
    const stillChosen = template.getValue()?.[0]?.id === chosen.id && readChannelType(form) === channelType;
    if (!stillChosen || row?.[MESSAGE_TEMPLATE.channelType] === channelType) return;
    template.setValue(null);
    form.ui.setFormNotification(text('templateCleared', chosen.name ?? ''), 'WARNING', TEMPLATE_NOTICE);
  } catch (error) {
    // Without the template's channel nothing can be compared; the reader is told and decides.
    if (!isOutboundError(error)) throw error;
    form.ui.setFormNotification(text('templateNotChecked', errorSentence(error)), 'WARNING', TEMPLATE_NOTICE);
  }
}

/** OnChange of Show in timeline. */
export async function onShowInTimelineChange(event: Xrm.Events.EventContext): Promise<void> {
  await noticeTimeline(event.getFormContext());
}

function offerTemplatesOfChannel(form: Xrm.FormContext): void {
  const control = form.getControl<Xrm.Controls.LookupControl>(OUTBOUND_CONFIGURATION.messageTemplate);
  if (control === null) return;
  // Registered once: handlers add up, and each search reads the channel of that moment.
  control.addPreSearch(() => {
    control.addCustomFilter(templateFilter(readChannelType(form)), MESSAGE_TEMPLATE.table);
  });
}

/** FetchXML filter for active message templates of a channel type; without one, of any. */
export function templateFilter(channelType: number | null): string {
  const channel =
    channelType === null
      ? ''
      : `<condition attribute="${MESSAGE_TEMPLATE.channelType}" operator="eq" value="${channelType}"/>`;
  return (
    '<filter type="and">' +
    `<condition attribute="${MESSAGE_TEMPLATE.messageType}" operator="eq" value="${MESSAGE_TYPE_OPTION.messageTemplate}"/>` +
    '<condition attribute="statecode" operator="eq" value="0"/>' +
    `${channel}</filter>`
  );
}

/** -1 is the column's "nothing chosen" (Microsoft Learn, entity reference "msdyn_ocoutboundconfiguration"). */
function readChannelType(form: Xrm.FormContext): number | null {
  const value =
    form.getAttribute<Xrm.Attributes.OptionSetAttribute>(OUTBOUND_CONFIGURATION.channelType)?.getValue() ?? null;
  return value === -1 ? null : value;
}

/**
 * Inferred, not documented: the platform's column may stay empty. The primary key is what the send action takes, so it
 * is shown in its place, for the eye only.
 */
function showConfigurationId(form: Xrm.FormContext): void {
  const id = toPlainId(form.data.entity.getId());
  const saved = id !== '';
  form.getControl<Xrm.Controls.StringControl>(OUTBOUND_CONFIGURATION.displayId)?.setVisible(saved);
  const attribute = form.getAttribute<Xrm.Attributes.StringAttribute>(OUTBOUND_CONFIGURATION.displayId);
  if (saved && attribute !== null && !attribute.getValue()) {
    attribute.setSubmitMode('never');
    attribute.setValue(id);
  }
  const page = form.getControl<Xrm.Controls.IframeControl>(COPY_PAGE);
  if (page === null) return;
  page.setVisible(saved);
  if (saved) introducePage(page, form);
}

async function noticeTimeline(form: Xrm.FormContext): Promise<void> {
  const attribute = form.getAttribute<Xrm.Attributes.BooleanAttribute>(OUTBOUND_CONFIGURATION.showInTimeline);
  if (attribute?.getValue() !== true) {
    form.ui.clearFormNotification(TIMELINE_NOTICE);
    return;
  }
  await ensureTexts();
  try {
    const relationships = await readOutboundRelationships(browserHttp());
    const missing = SENDING_TABLES.filter((table) => !relationships.has(table));
    form.ui.clearFormNotification(TIMELINE_NOTICE);
    if (attribute.getValue() !== true || missing.length === 0) return;
    const names = missing.map((table) => text(TABLE_TEXT[table])).join(', ');
    form.ui.setFormNotification(text('timelineMissing', names), 'WARNING', TIMELINE_NOTICE);
  } catch (error) {
    if (!isOutboundError(error)) throw error;
    form.ui.setFormNotification(text('timelineNotChecked', errorSentence(error)), 'INFO', TIMELINE_NOTICE);
  }
}
