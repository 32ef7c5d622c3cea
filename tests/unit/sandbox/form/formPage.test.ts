/**
 * The form as a person uses it: labels, required marks, editing, the error summary, lookups by keyboard.
 * @jest-environment jsdom
 */
import * as React from 'react';
import { setIconOptions } from '@fluentui/react';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { FormPageProps } from '../../../../sandbox/app/contracts';
import { FormPage } from '../../../../sandbox/app/form/FormPage';
import { hasUnsavedChanges } from '../../../../sandbox/app/form/leaveGuard';
import { ROW_ID, cell, fakeServices, formXml } from './builders';
import '../../../support/patientPages';

setIconOptions({ disableWarnings: true });
afterEach(cleanup);

const XML = formXml([cell('contoso_name'), cell('contoso_count'), cell('contoso_customerid'), cell('contoso_urgent')]);

async function show(props: Partial<FormPageProps> = {}, services = fakeServices()) {
  services.xml = XML;
  render(React.createElement(FormPage, { services, table: 'contoso_order', id: ROW_ID, ...props }));
  await screen.findByRole('heading', { level: 1 });
  return services;
}

const field = (name: string): HTMLInputElement => screen.getByLabelText(new RegExp(`^Label of ${name}`));
const type = (input: HTMLElement, text: string): void => {
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value: text } });
  fireEvent.blur(input);
};
const title = (): string => screen.getByRole('heading', { level: 1 }).textContent ?? '';

describe('FormPage', () => {
  it('ties the label of a date to its input', async () => {
    const services = fakeServices();
    services.xml = formXml([cell('contoso_due')]);
    render(React.createElement(FormPage, { services, table: 'contoso_order', id: ROW_ID }));
    const label = await screen.findByText('Label of contoso_due', { selector: 'label' });
    expect((label as HTMLLabelElement).control?.getAttribute('role')).toBe('combobox');
  });

  it('shows the row with labelled fields, and says which are required', async () => {
    await show();
    expect(title()).toBe('First- Saved');
    expect(field('contoso_name').value).toBe('First');
    expect(field('contoso_name').getAttribute('aria-required')).toBe('true');
    expect(field('contoso_count').getAttribute('aria-required')).toBe('false');
    expect(field('contoso_name').maxLength).toBe(20);
  });

  it('says why a row cannot be changed, and shows its values', async () => {
    await show({}, fakeServices({ mayWrite: () => Promise.resolve(false) }));
    expect(title()).toBe('First- Read-only');
    expect(screen.getByText('Read-only. You do not have permission to change this row.')).toBeTruthy();
    expect([field('contoso_name').value, field('contoso_name').readOnly]).toEqual(['First', true]);
  });

  it('names the button of tabs that find no room', async () => {
    const tab = (name: string): string =>
      `<tab name="${name}" id="{${name}}"><labels><label description="${name}" languagecode="1033"/></labels><columns><column width="100%"><sections/></column></columns></tab>`;
    const services = fakeServices();
    services.xml = `<form><tabs>${tab('One')}${tab('Two')}</tabs></form>`;
    render(React.createElement(FormPage, { services, table: 'contoso_order', id: ROW_ID }));
    await screen.findByRole('heading', { level: 1 });
    const names = screen.getAllByRole('tab', { hidden: true }).map((one) => one.getAttribute('aria-label'));
    expect(names).toContain('More tabs');
    expect(
      screen
        .getAllByRole('tab', { hidden: true })
        .every((one) => one.textContent !== '' || one.title !== '' || one.getAttribute('aria-label')),
    ).toBe(true);
  });

  it('takes a text when its field is left, and knows about unsaved changes', async () => {
    await show();
    expect(hasUnsavedChanges()).toBe(false);
    type(field('contoso_name'), 'Second');
    await waitFor(() => expect(title()).toBe('Second- Unsaved'));
    expect(hasUnsavedChanges()).toBe(true);
  });

  it('saves with Ctrl+S, and what is still being typed goes along', async () => {
    const services = await show();
    const input = field('contoso_name');
    input.focus();
    fireEvent.change(input, { target: { value: 'Typed' } });
    fireEvent.keyDown(input, { key: 's', ctrlKey: true });
    await waitFor(() => expect(services.sent.map((one) => one.body)).toEqual([{ contoso_name: 'Typed' }]));
  });

  it('lists what keeps it from saving, at the top and at the field', async () => {
    const services = await show();
    type(field('contoso_name'), '');
    fireEvent.keyDown(field('contoso_name'), { key: 's', ctrlKey: true });
    const summary = await screen.findByRole('button', {
      name: 'Label of contoso_name: Required fields must be filled in.',
    });
    expect(summary).toBeTruthy();
    await waitFor(() => expect(screen.getByText('Required fields must be filled in.')).toBeTruthy());
    expect(services.sent).toEqual([]);
  });

  it('keeps a number that cannot be read in sight, with the reason', async () => {
    await show();
    type(field('contoso_count'), 'many');
    expect(await screen.findByText('Enter a whole number.')).toBeTruthy();
    expect(field('contoso_count').value).toBe('many');
  });

  it('chooses a lookup’s row by keyboard and shows it as a link', async () => {
    const services = fakeServices();
    services.api.fetchXml = (table) =>
      Promise.resolve({
        entities:
          table === 'account'
            ? [
                { accountid: 'A1', name: 'Acme' },
                { accountid: 'A2', name: 'Bolt' },
              ]
            : [],
        moreRecords: false,
      });
    await show({}, services);
    const input = screen.getByRole('combobox', { name: /contoso_customerid/ });
    input.focus();
    fireEvent.click(input);
    const list = await screen.findByRole('listbox');
    expect(
      within(list)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['Acme', 'Bolt']);
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(await screen.findByRole('link', { name: 'Bolt' })).toBeTruthy();
    fireEvent.keyDown(input, { key: 's', ctrlKey: true });
    await waitFor(() =>
      expect(services.sent[0]?.body).toEqual({ 'contoso_CustomerId_account@odata.bind': '/accounts(a2)' }),
    );
  });

  it('stays on the row it made when the shell tells it the new id', async () => {
    const services = fakeServices();
    services.xml = XML;
    const retrieve = jest.spyOn(services.api, 'retrieve');
    const props = { services, table: 'contoso_order' };
    const { rerender } = render(React.createElement(FormPage, props));
    await waitFor(() => expect(title()).toBe('New Order- Unsaved'));
    type(field('contoso_name'), 'Made');
    fireEvent.keyDown(field('contoso_name'), { key: 's', ctrlKey: true });
    await waitFor(() => expect(title()).toBe('Made- Saved'));
    rerender(React.createElement(FormPage, { ...props, id: `{${ROW_ID.toUpperCase()}}` }));
    expect(title()).toBe('Made- Saved');
    expect(retrieve).toHaveBeenCalledTimes(1);
  });
});
