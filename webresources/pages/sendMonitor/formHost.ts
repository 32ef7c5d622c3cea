/**
 * Room webresources/pages. The form that the monitor stands on. It hands itself over through `setClientApiContext` (Microsoft Learn,
 * "getContentWindow"), each time it shows a row.
 */

/** What the monitor needs of the form. */
export interface SendForm {
  readonly data: {
    readonly entity: { getId(): string; getIsDirty(): boolean };
    refresh(save: boolean): PromiseLike<unknown>;
  };
}

type FormPageWindow = Pick<Window, 'document'> & {
  setClientApiContext?: (xrm: unknown, form: SendForm) => void;
};

/** Offers `setClientApiContext`. */
export function onForm(page: FormPageWindow, receive: (form: SendForm) => void): void {
  page.setClientApiContext = (_xrm, form) => receive(form);
}

/** Shows the form's fields as the row is now, unless somebody is editing them. */
export function refreshForm({ data }: SendForm): void {
  if (data.entity.getIsDirty()) return;
  // The page shows the journal itself; fields that stay old for a while harm nobody.
  data.refresh(false).then(undefined, () => undefined);
}
