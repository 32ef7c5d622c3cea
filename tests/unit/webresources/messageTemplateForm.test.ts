/** Room tests. The message template form's handlers. */
import type { StringControlMock, UiMock } from 'xrm-mock';
import { SaveEventArgumentsMock, XrmMockGenerator } from 'xrm-mock';
import { onLoad, onSave, onTextChange } from '../../../webresources/forms/messageTemplateForm';
import { initialiseXrm } from './xrmHost';

interface Form {
  readonly event: Xrm.Events.EventContext;
  readonly ui: UiMock;
  valueOf(column: string): unknown;
  setText(text: string): void;
  readonly textNotice: () => string | undefined;
}

function openForm({ formType = 1, text = '', channel = null as number | null } = {}): Form {
  initialiseXrm();
  const { Attribute, formContext } = XrmMockGenerator;
  formContext.ui.getFormType = () => formType as never;
  for (const column of ['msdyn_messagetype', 'msdyn_messagereceiver', 'msdyn_messagetemplatetrigger'])
    Attribute.createOptionSet(column);
  const streamSource = Attribute.createOptionSet('msdyn_streamsource');
  streamSource.setValue(channel as number);
  const attribute = Attribute.createString('msdyn_messagetext', text);
  const control = attribute.controls.get(0) as unknown as StringControlMock;
  const notices = new Map<string, string>();
  control.setNotification = (message: string, id?: string) => Boolean(notices.set(id ?? '', message));
  control.clearNotification = (id?: string) => notices.delete(id ?? '');
  return {
    event: XrmMockGenerator.eventContext as unknown as Xrm.Events.EventContext,
    ui: formContext.ui as unknown as UiMock,
    valueOf: (column) => formContext.getAttribute(column).getValue(),
    setText: (value) => attribute.setValue(value),
    textNotice: () => [...notices.values()][0],
  };
}

function save(form: Form): boolean {
  const args = new SaveEventArgumentsMock(1 as never);
  onSave({ getFormContext: () => form.event.getFormContext(), getEventArgs: () => args } as never);
  return !args.isDefaultPrevented();
}

const formNotices = (form: Form): { level: string; message: string }[] =>
  (form.ui.formNotifications ?? []).map(({ level, message }) => ({ level: String(level), message }));

describe('the message template form', () => {
  it('makes a new row a message template for customers, by SMS', async () => {
    const form = openForm();
    await onLoad(form.event);
    expect(form.valueOf('msdyn_messagetype')).toBe(3);
    expect(form.valueOf('msdyn_messagereceiver')).toBe(192350001);
    expect(form.valueOf('msdyn_messagetemplatetrigger')).toBe(1);
    expect(form.valueOf('msdyn_streamsource')).toBe(192340000);
  });

  it('keeps the channel that a new row comes with', async () => {
    const form = openForm({ channel: 192300000 });
    await onLoad(form.event);
    expect(form.valueOf('msdyn_streamsource')).toBe(192300000);
  });

  it('changes nothing on a row that exists', async () => {
    const form = openForm({ formType: 2 });
    await onLoad(form.event);
    expect(form.valueOf('msdyn_messagetype')).toBeNull();
  });

  it('saves a text whose slugs are fine, built-in ones included', async () => {
    const form = openForm({ text: 'Hi {FullName{Customer}}, about {CaseName}' });
    await onLoad(form.event);
    expect(save(form)).toBe(true);
    expect(formNotices(form)).toEqual([]);
  });

  it.each([
    [
      'an opening brace without its partner',
      'Hi {CaseName',
      'The brace in line 1, character 4, is never closed. Add } after the slug name.',
    ],
    [
      'a closing brace without its partner',
      'Hello\nCase} is solved',
      'The brace in line 2, character 5, closes nothing. Remove it or add { before the slug name.',
    ],
  ])('refuses to save a text with %s and names the place', (_what, text, sentence) => {
    const form = openForm({ text });
    expect(save(form)).toBe(false);
    expect(form.textNotice()).toBe(sentence);
    expect(formNotices(form)).toEqual([{ level: 'ERROR', message: sentence }]);
  });

  it.each([
    ['a name that the platform uses itself', '{regardingobjectid}', null, /has a name that the platform uses itself/],
    ['more than an SMS may have', 'a'.repeat(1601), null, /1,601 characters; 1,600 are allowed/],
    ['a gap in its variables', 'Hi {{2}} there', 192300000, /but \{\{1\}\} is missing/],
  ])('refuses to save a text with %s, as the dialog refuses to send it', (_what, text, channel, sentence) => {
    const form = openForm({ text, channel });
    expect(save(form)).toBe(false);
    expect(form.textNotice()).toMatch(sentence);
  });

  it('leaves it to the editor and the dialog which slugs are known', () => {
    const form = openForm({ text: 'Hi {Voucher}' });
    expect(save(form)).toBe(true);
    expect(formNotices(form)).toEqual([]);
  });

  it('says nothing about a text that is not written yet', async () => {
    const form = openForm();
    await onLoad(form.event);
    expect(formNotices(form)).toEqual([]);
  });

  it('takes the notices away once the text is mended, and saves', () => {
    const form = openForm({ text: 'Hi {CaseName' });
    save(form);
    form.setText('Hi {CaseName}');
    onTextChange(form.event);
    expect(form.textNotice()).toBeUndefined();
    expect(formNotices(form)).toEqual([]);
    expect(save(form)).toBe(true);
  });

  it('shows the place of the problem that is there now, not of an earlier one', () => {
    const form = openForm({ text: '{A' });
    onTextChange(form.event);
    form.setText('Hello {A');
    onTextChange(form.event);
    expect(formNotices(form).map(({ message }) => message)).toEqual([
      'The brace in line 1, character 7, is never closed. Add } after the slug name.',
    ]);
  });

  it('warns of an empty slug and saves all the same', () => {
    const form = openForm({ text: 'Hi {}' });
    expect(save(form)).toBe(true);
    expect(formNotices(form).map(({ level }) => level)).toEqual(['WARNING']);
  });

  it('takes numbered variables for what they are on a WhatsApp template', () => {
    const form = openForm({ text: 'Hi {{1}}', channel: 192300000 });
    expect(save(form)).toBe(true);
    expect(formNotices(form)).toEqual([]);
  });
});
