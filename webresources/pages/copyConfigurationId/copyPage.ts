/**
 * Room webresources/pages. A button that copies the Configuration ID of the form it sits on. The form hands itself over
 * through `setClientApiContext` (Microsoft Learn, "getContentWindow").
 */
import { ensureTexts, setPageLanguage, text } from '../../gateways/texts';
import { toPlainId } from '../../gateways/xrmHost';

/** What this page needs of the form. */
interface FormWithId {
  readonly data: { readonly entity: { getId(): string } };
}

type CopyPageWindow = Window & {
  setClientApiContext?: (xrm: unknown, form: FormWithId) => void;
};

/** Offers `setClientApiContext` and shows the button once a saved row's form has called it. */
export function startCopyPage(page: CopyPageWindow, clipboard: Pick<Clipboard, 'writeText'> | undefined): void {
  const element = <T extends HTMLElement>(id: string): T => page.document.getElementById(id) as T;
  const app = element('app');
  const button = element<HTMLButtonElement>('copy');
  const field = element<HTMLInputElement>('configurationId');
  const status = element('status');
  let form: FormWithId | undefined;

  const show = (): void => {
    const id = toPlainId(form?.data.entity.getId() ?? '');
    app.hidden = id === '';
    if (field.value === id) return;
    field.value = id;
    // What was said of another row's ID.
    field.hidden = true;
    status.textContent = '';
  };

  const copy = async (): Promise<void> => {
    show();
    status.textContent = '';
    try {
      if (clipboard === undefined) throw new DOMException('No clipboard on an insecure page.', 'NotAllowedError');
      await clipboard.writeText(field.value);
      field.hidden = true;
      status.textContent = text('copied');
    } catch {
      // Refused by policy or by the browser: the text is selected, so that the keyboard can copy it.
      field.hidden = false;
      field.select();
      status.textContent = text('copyByKeyboard');
    }
  };

  const introduce = (): void => {
    setPageLanguage(page.document);
    page.document.title = text('copyConfigurationId');
    button.textContent = text('copyConfigurationId');
    field.setAttribute('aria-label', text('configurationId'));
    show();
  };

  button.addEventListener('click', () => void copy());
  page.setClientApiContext = (_xrm, given) => {
    form = given;
    introduce();
    // Changes the words only where the app has no texts in the user's language.
    void ensureTexts().then(introduce);
  };
}
