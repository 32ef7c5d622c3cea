/**
 * Room tests. Resolving a case while the server takes its time.
 * @jest-environment jsdom
 */
import { setIconOptions } from '@fluentui/react/lib/Styling';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';
import { ResolveCaseDialog } from '../../../../sandbox/app/dialogs/ResolveCaseDialog';
import type { ShellServices } from '../../../../sandbox/app/host/services';
import { caseCommands } from '../../../../sandbox/app/ribbon/caseCommands';

setIconOptions({ disableWarnings: true });
afterEach(cleanup);

describe('the dialog', () => {
  it('stays while the server is asked, and has the case looked at again after a failure', async () => {
    let fail: (error: Error) => void = () => undefined;
    window.fetch = (() => new Promise((_resolve, reject) => (fail = reject))) as never;
    const close = jest.fn();
    render(
      <ResolveCaseDialog
        lcid={1033}
        request={{ kind: 'resolveCase', id: 'a', statuses: [{ value: 5, text: 'Problem Solved' }] }}
        close={close}
      />,
    );
    fireEvent.change(screen.getByRole('textbox', { name: /^Resolution/ }), { target: { value: 'Sent anew' } });
    fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    fireEvent.keyDown(screen.getByRole('alertdialog'), { key: 'Escape', which: 27, keyCode: 27 });
    expect(close).not.toHaveBeenCalled();
    await act(async () => fail(new TypeError('Failed to fetch')));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(close.mock.calls).toEqual([[true]]);
  });
});

describe('the command', () => {
  it('asks once, however often it is pressed while the form is saved', async () => {
    let saved: (isSaved: boolean) => void = () => undefined;
    const open = jest.fn(() => Promise.resolve(false));
    const services = {
      user: { languageId: 1033 },
      overlays: { open },
      tableInfo: async () => ({ table: { columns: [] } }),
    } as unknown as ShellServices;
    const [command] = caseCommands({
      services,
      cases: [{ entityType: 'incident', id: 'a' }],
      state: 0,
      prepare: () => new Promise((resolve) => (saved = resolve)),
      done: () => undefined,
    });
    command?.run();
    const first = saved;
    command?.run();
    await act(async () => {
      first(true);
      saved(true);
    });
    expect(open).toHaveBeenCalledTimes(1);
    command?.run();
    await act(async () => saved(true));
    expect(open).toHaveBeenCalledTimes(2);
  });
});
