import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import * as React from 'react';
import { DraftEditor } from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/DraftEditor';
import type { EditorInputs } from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/viewModel';
import { editorInputs } from '../../../builders/messageTemplateEditor';

function show(facts: Partial<EditorInputs> = {}) {
  const onChange = jest.fn<void, [string]>();
  const element = (more: Partial<EditorInputs> = {}) => (
    <DraftEditor inputs={editorInputs({ ...facts, ...more })} onChange={onChange} />
  );
  const { rerender, container } = render(element());
  return { onChange, container, platformGives: (text: string) => rerender(element({ text })) };
}
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message text' });
const findings = () => within(screen.getByRole('region', { name: 'Findings in the text' }));
const selected = () => field().value.slice(field().selectionStart, field().selectionEnd);

describe('MessageTemplateEditor', () => {
  it('shows what a change means at once and hands the text to the form', () => {
    const { onChange } = show({ text: '' });
    fireEvent.change(field(), { target: { value: 'Hi {Foo' } });
    expect(onChange).toHaveBeenLastCalledWith('Hi {Foo');
    expect(findings().getByRole('button', { name: /^Line 1, column 4: An opening brace/ })).toBeTruthy();
    expect(screen.getByText('7 of 2000 characters')).toBeTruthy();
  });

  it('announces how many findings there are, and not each of them again at every key', () => {
    show({ text: '}' });
    expect(findings().getByRole('status').textContent).toBe('Errors: 1, warnings: 0, notes: 0');
    expect(findings().getByRole('list').closest('[aria-live], [role=status]')).toBeNull();
  });

  it('writes the severity of each finding out', () => {
    show({ text: 'a } {Foo} ’' });
    const rows = findings().getAllByRole('listitem');
    expect(rows.map((row) => row.textContent?.replace(/Line.*/, ''))).toEqual(['Error', 'Warning', 'Note']);
  });

  it('marks the very characters of a finding that is clicked', () => {
    show({ text: 'Hi\n{Order} you' });
    userEvent.click(findings().getByRole('button', { name: /^Line 2, column 1/ }));
    expect(document.activeElement).toBe(field());
    expect(selected()).toBe('{Order}');
  });

  it('marks them for the keyboard too, each time anew, and in a text one may only read', () => {
    show({ text: 'a {Order} b', editable: false });
    const finding = findings().getByRole('button', { name: /^Line 1, column 3/ });
    for (let time = 0; time < 2; time += 1) {
      field().setSelectionRange(0, 0);
      finding.focus();
      // A native button: the browser makes a click of Enter and of the space bar.
      expect(finding.tagName).toBe('BUTTON');
      userEvent.type(finding, '{enter}', { skipClick: true });
      expect(selected()).toBe('{Order}');
    }
  });

  it('replaces exactly the misspelt slug, hands the text to the form and puts the caret behind it', () => {
    const { onChange } = show({ text: 'About {CaseNmae} of {CustomerName}' });
    userEvent.click(screen.getByRole('button', { name: 'Replace with {CaseName}' }));
    expect(onChange).toHaveBeenLastCalledWith('About {CaseName} of {CustomerName}');
    expect(document.activeElement).toBe(field());
    expect(field().selectionStart).toBe('About {CaseName}'.length);
    expect(screen.queryByRole('button', { name: /^Replace/ })).toBeNull();
  });

  it('says of a replacement which finding it belongs to', () => {
    show({ text: 'About {CaseNmae} x' });
    const id = screen.getByRole('button', { name: /^Replace/ }).getAttribute('aria-describedby');
    expect(document.getElementById(id ?? '')?.textContent).toContain('{CaseNmae}');
  });

  it('shows the slugs as a list and writes out what is wrong with one', () => {
    show({ text: '{CaseName} {Foo}' });
    const items = within(screen.getByRole('list', { name: 'Slugs in the text' })).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual(['{CaseName}', '{Foo}unknown']);
  });

  it('writes above each row of slugs what it is for', () => {
    show({ text: '{CaseName}' });
    for (const [caption, row] of [
      ['Insert a slug', screen.getByRole('group', { name: 'Insert a slug' })],
      ['Slugs in the text', screen.getByRole('list', { name: 'Slugs in the text' })],
    ] as const) {
      expect(row.previousElementSibling).toBe(screen.getByText(caption));
    }
  });

  it('inserts a slug at the caret and leaves the caret behind it', () => {
    const { onChange } = show({ text: 'Hi , bye' });
    field().focus();
    field().setSelectionRange(3, 3);
    userEvent.click(screen.getByRole('button', { name: 'Insert {CaseName}' }));
    expect(onChange).toHaveBeenLastCalledWith('Hi {CaseName}, bye');
    expect(field().value).toBe('Hi {CaseName}, bye');
    expect(document.activeElement).toBe(field());
    expect(field().selectionStart).toBe('Hi {CaseName}'.length);
  });

  it('appends a slug to a text nobody has clicked into', () => {
    const { onChange } = show({ text: 'Hi ' });
    userEvent.click(screen.getByRole('button', { name: 'Insert {CustomerName}' }));
    expect(onChange).toHaveBeenLastCalledWith('Hi {CustomerName}');
  });

  it('keeps what was typed since, when an older text comes back from the form', () => {
    const { platformGives } = show({ text: '' });
    fireEvent.change(field(), { target: { value: 'a' } });
    fireEvent.change(field(), { target: { value: 'ab' } });
    platformGives('a');
    expect(field().value).toBe('ab');
    platformGives('ab');
    expect(field().value).toBe('ab');
  });

  it('takes a text that a script or a refresh put into the form', () => {
    const { platformGives } = show({ text: 'old' });
    fireEvent.change(field(), { target: { value: 'typed' } });
    platformGives('typed');
    platformGives('from a script');
    expect(field().value).toBe('from a script');
  });

  it('takes a value back that was typed before and set again later', () => {
    const { platformGives } = show({ text: '' });
    fireEvent.change(field(), { target: { value: 'a' } });
    platformGives('a');
    fireEvent.change(field(), { target: { value: 'ab' } });
    platformGives('ab');
    platformGives('a');
    expect(field().value).toBe('a');
  });

  it('takes a text from a script that was typed and taken back before', () => {
    const { platformGives } = show({ text: 'x' });
    fireEvent.change(field(), { target: { value: 'xy' } });
    fireEvent.change(field(), { target: { value: 'x' } });
    platformGives('x');
    platformGives('xy');
    expect(field().value).toBe('xy');
  });

  it('keeps what was typed when the form calls for another reason', () => {
    const { platformGives } = show({ text: 'old' });
    fireEvent.change(field(), { target: { value: 'typed' } });
    platformGives('old');
    expect(field().value).toBe('typed');
  });

  it('lets nobody edit a disabled text, and offers nothing to insert', () => {
    show({ editable: false });
    expect(field().readOnly).toBe(true);
    expect(screen.queryByRole('group', { name: 'Insert a slug' })).toBeNull();
  });

  it('shows a masked value as such, without a field', () => {
    show({ readable: false, text: 'secret' });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByRole('group', { name: 'Message text' }).textContent).not.toContain('secret');
  });

  it('lets the text choose its own direction', () => {
    show({ text: 'مرحبا {CustomerName}' });
    expect(field().getAttribute('dir')).toBe('auto');
  });

  it('treats the text as text, never as markup', () => {
    const { container } = show({ text: '{<img src=x onerror=alert(1)>}' });
    expect(container.querySelector('img')).toBeNull();
  });

  it.each<[string, Partial<EditorInputs>]>([
    ['ready', { text: '{Foo} {CaseName} {CaseNmae} } ’' }],
    ['disabled', { text: '{Foo} {CaseNmae} }', editable: false }],
    ['masked', { readable: false }],
    ['too long', { text: 'abcdef', maxLength: 3 }],
  ])('has no accessibility findings when %s', async (_what, facts) => {
    const { container } = show(facts);
    // Both need a layout or a canvas, which jsdom lacks; the browser tests look at them.
    const { violations } = await axe.run(container, {
      rules: { 'color-contrast': { enabled: false }, 'label-content-name-mismatch': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
