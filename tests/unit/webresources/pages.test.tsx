/** Room tests. The settings pages and the copy button. */
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as React from 'react';
import { startCopyPage } from '../../../webresources/pages/copyConfigurationId/copyPage';
import { SettingsPage } from '../../../webresources/pages/settings/SettingsPage';
import { initialiseXrm } from './xrmHost';

describe('a settings page', () => {
  function openPage(page: string): unknown[] {
    const xrm = initialiseXrm();
    const opened: unknown[] = [];
    xrm.Navigation.navigateTo = ((input: unknown) => Promise.resolve(opened.push(input))) as never;
    render(<SettingsPage page={page} />);
    return opened;
  }

  it('leads from Customer settings to the outbound configurations', () => {
    const opened = openPage('customerSettings');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Customer settings');
    expect(screen.getByRole('region', { name: 'Outbound' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Manage: Outbound' }));
    expect(opened).toEqual([
      { pageType: 'entitylist', entityName: 'msdyn_ocoutboundconfiguration', viewId: undefined },
    ]);
  });

  it('leads from Productivity to the message templates, in the view of templates only', () => {
    const opened = openPage('productivity');
    fireEvent.click(screen.getByRole('button', { name: 'Manage: Message templates' }));
    expect(opened).toEqual([
      { pageType: 'entitylist', entityName: 'msdyn_ocsystemmessage', viewId: '6f0c0d1e-51a5-5b7e-9d0e-6a1f6f3b8a01' },
    ]);
  });
});

describe('the copy button', () => {
  const html = readFileSync(
    resolve(__dirname, '../../../webresources/pages/copyConfigurationId/copyConfigurationId.html'),
    'utf8',
  );
  const formOf = (id: string): never => ({ data: { entity: { getId: () => id } } }) as never;
  const element = (id: string): HTMLInputElement => document.getElementById(id) as HTMLInputElement;

  function openPage(
    id: string,
    clipboard?: { writeText: (text: string) => Promise<void> },
    lcid = 1033,
    isRtl = false,
  ): void {
    initialiseXrm(lcid, isRtl);
    document.body.innerHTML = /<body>([\s\S]*?)<script/.exec(html)?.[1] ?? '';
    const page = window as never as { setClientApiContext: (xrm: unknown, form: never) => void };
    startCopyPage(window as never, clipboard);
    page.setClientApiContext({}, formOf(id));
  }

  it('stands in the main part of its page, whose title is in the language of the texts', () => {
    openPage('{0A}', undefined, 1057);
    expect(element('copy').closest('main')).not.toBeNull();
    expect(document.title).toBe('Salin ID konfigurasi');
  });

  it('copies the id of the row, as flows take it, and says so', async () => {
    const copied: string[] = [];
    openPage('{C0FFEE00-0000-4000-8000-000000000001}', { writeText: async (text) => void copied.push(text) });
    fireEvent.click(screen.getByRole('button', { name: 'Copy configuration ID' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied'));
    expect(copied).toEqual(['c0ffee00-0000-4000-8000-000000000001']);
  });

  it.each([
    ['refuses', { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }],
    ['is absent', undefined],
  ])('selects the text for the keyboard when the clipboard %s', async (_how, clipboard) => {
    openPage('{C0FFEE00-0000-4000-8000-000000000001}', clipboard);
    fireEvent.click(screen.getByRole('button', { name: 'Copy configuration ID' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Ctrl+C'));
    const field = element('configurationId');
    expect(field.hidden).toBe(false);
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe(
      'c0ffee00-0000-4000-8000-000000000001',
    );
  });

  it('says nothing of the row before, once the form shows another one', async () => {
    openPage('{C0FFEE00-0000-4000-8000-000000000001}', undefined);
    fireEvent.click(screen.getByRole('button', { name: 'Copy configuration ID' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Ctrl+C'));
    (window as never as { setClientApiContext: (xrm: unknown, form: never) => void }).setClientApiContext(
      {},
      formOf('{C0FFEE00-0000-4000-8000-000000000002}'),
    );
    expect([screen.getByRole('status').textContent, element('configurationId').hidden]).toEqual(['', true]);
  });

  it('stays hidden until the row is saved', () => {
    openPage('', undefined);
    expect(element('app').hidden).toBe(true);
    (window as never as { setClientApiContext: (xrm: unknown, form: never) => void }).setClientApiContext(
      {},
      formOf('{C0FFEE00-0000-4000-8000-000000000001}'),
    );
    expect(element('app').hidden).toBe(false);
  });

  it('speaks the language of the texts, in the direction the user reads', () => {
    openPage('{C0FFEE00-0000-4000-8000-000000000001}', undefined, 1057, true);
    expect(element('copy').textContent).toBe('Salin ID konfigurasi');
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['id', 'rtl']);
  });
});
