/** Room tests. The handlers of the forms of a template in one more language. */
import type { StringControlMock, UiMock } from 'xrm-mock';
import { SaveEventArgumentsMock, XrmMockGenerator } from 'xrm-mock';
import { onLoad, onSave, onTextChange } from '../../../webresources/forms/localizedTextForm';
import { initialiseXrm } from './xrmHost';

interface Form {
  readonly event: Xrm.Events.EventContext;
  setText(text: string): void;
  readonly atColumn: () => string[];
  readonly onForm: () => string[];
}

function openForm(text: string): Form {
  initialiseXrm();
  const attribute = XrmMockGenerator.Attribute.createString('msdyn_localizedtext', text);
  const control = attribute.controls.get(0) as unknown as StringControlMock;
  const notices = new Map<string, string>();
  control.setNotification = (message: string, id?: string) => Boolean(notices.set(id ?? '', message));
  control.clearNotification = (id?: string) => notices.delete(id ?? '');
  const ui = XrmMockGenerator.formContext.ui as unknown as UiMock;
  return {
    event: XrmMockGenerator.eventContext as unknown as Xrm.Events.EventContext,
    setText: (value) => attribute.setValue(value),
    atColumn: () => [...notices.values()],
    onForm: () => (ui.formNotifications ?? []).map(({ level, message }) => `${String(level)}: ${message}`),
  };
}

function save(form: Form): boolean {
  const args = new SaveEventArgumentsMock(1 as never);
  onSave({ getFormContext: () => form.event.getFormContext(), getEventArgs: () => args } as never);
  return !args.isDefaultPrevented();
}

describe('the form of a localized text', () => {
  it.each(['Halo {CustomerName}, kasus {CaseName} selesai.', ''])('saves %p and says nothing', async (text) => {
    const form = openForm(text);
    await onLoad(form.event);
    expect(save(form)).toBe(true);
    expect([...form.atColumn(), ...form.onForm()]).toEqual([]);
  });

  it('asks for the language and the template, without which the text is never sent', async () => {
    const form = openForm('');
    const columns = ['msdyn_customerlanguageid', 'msdyn_systemmessageid'].map((name) =>
      XrmMockGenerator.Attribute.createLookup(name, []),
    );
    await onLoad(form.event);
    expect(columns.map((column) => column.getRequiredLevel())).toEqual(['required', 'required']);
  });

  it('refuses a brace without its partner, at the column and above the form, until it is mended', async () => {
    const form = openForm('Halo {CaseName');
    const sentence = 'The brace in line 1, character 6, is never closed. Add } after the slug name.';
    await onLoad(form.event);
    expect(form.atColumn()).toEqual([sentence]);
    expect(form.onForm()).toEqual([`ERROR: ${sentence}`]);
    expect(save(form)).toBe(false);
    form.setText('Halo {CaseName}');
    onTextChange(form.event);
    expect([...form.atColumn(), ...form.onForm()]).toEqual([]);
    expect(save(form)).toBe(true);
  });

  it('warns of a doubtful slug and saves it', async () => {
    const form = openForm('Halo {Case Name}');
    await onLoad(form.event);
    expect(form.onForm()).toEqual([expect.stringMatching(/^WARNING: /)]);
    expect(save(form)).toBe(true);
  });

  it('refuses what the column does not hold: half of what a default text may be', async () => {
    for (const [length, isSaved] of [
      [1000, true],
      [1001, false],
    ] as const) {
      const form = openForm('a'.repeat(length));
      await onLoad(form.event);
      expect(save(form)).toBe(isSaved);
    }
  });
});
