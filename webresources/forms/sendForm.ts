/** Room webresources/forms. The form of a send: hands itself to the monitor that stands on it. */
import { toPlainId } from '../gateways/xrmHost';
import { introducePage } from './introducePage';

const MONITOR = 'WebResource_sendMonitor';

/** Form event OnLoad. A row that is not saved yet has nothing to watch. */
export function onLoad(event: Xrm.Events.EventContext): void {
  const form = event.getFormContext();
  const page = form.getControl<Xrm.Controls.IframeControl>(MONITOR);
  if (page === null) return;
  const isSaved = toPlainId(form.data.entity.getId()) !== '';
  page.setVisible(isSaved);
  if (isSaved) introducePage(page, form);
}
