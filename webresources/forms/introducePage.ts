/** Room webresources/forms. Hands Xrm and the form to a page of ours that stands on the form. */
import { hostXrm } from '../gateways/xrmHost';

interface FormPageWindow extends Window {
  setClientApiContext?(xrm: Xrm.XrmStatic, form: Xrm.FormContext): void;
}

/** When the page's script has come, or once it comes (Microsoft Learn, "getContentWindow"). */
export function introducePage(page: Xrm.Controls.IframeControl, form: Xrm.FormContext): void {
  void page.getContentWindow().then((window: FormPageWindow) => {
    const hand = (): void => window.setClientApiContext?.(hostXrm(), form);
    if (window.setClientApiContext === undefined) window.frameElement?.addEventListener('load', hand, { once: true });
    else hand();
  });
}
