/** Room tests. Works the Send outbound dialog as a user does, over a fake gateway; each test file brings its own questions. */
import { registerIcons, setIconOptions } from '@fluentui/react/lib/Styling';
import { act, configure, fireEvent, render, screen, within, type RenderResult } from '@testing-library/react';
import * as React from 'react';
import { SendOutboundDialog } from '../../../webresources/pages/sendOutbound/SendOutboundDialog';
import { createUserTime } from '../../../webresources/pages/sendMonitor/userTime';
import { caseRow, type FakeGateway } from './fakeGateway';
import { initialiseXrm } from './xrmHost';

// The whole page in every failure would hide the sentence that matters.
configure({ getElementError: (message) => new Error(message ?? 'not found') });
setIconOptions({ disableWarnings: true });
registerIcons({ icons: {} });

beforeEach(() => {
  initialiseXrm();
});

/** Seven hours ahead of UTC. */
export const JAKARTA = createUserTime(
  420,
  () => 0,
  new Date(0),
  () => 'en',
);

export const cases = (count: number): ReturnType<typeof caseRow>[] =>
  Array.from({ length: count }, (_, index) => caseRow(index));
export const idsOf = (rows: readonly { incidentid: string }[]): string[] => rows.map(({ incidentid }) => incidentid);

export function open(
  gateway: FakeGateway,
  ids: readonly string[] = idsOf(gateway.rows),
  { table = 'incident', time = JAKARTA } = {},
): RenderResult {
  return render(<SendOutboundDialog gateway={gateway} request={{ table, ids }} time={time} />);
}

export async function pick(name = 'Case solved'): Promise<void> {
  fireEvent.click(await screen.findByRole('combobox', { name: /Outbound configuration/ }));
  const option = await screen.findByRole('option', { name: new RegExp(name) });
  await act(async () => void fireEvent.click(option));
}

export async function confirm(label: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: label }));
  const yes = await screen.findByRole('button', { name: 'Yes, send' });
  await act(async () => void fireEvent.click(yes));
}

export const outcome = (): Promise<HTMLElement> => screen.findByRole('heading', { name: 'Result: Case solved' });
export const sum = (label: string): string | null | undefined =>
  screen.getAllByText(label, { selector: 'dt' })[0]?.parentElement?.querySelector('dd')?.textContent;
export const requestStates = (): (string | null)[] =>
  within(screen.getByRole('list', { name: 'Requests' }))
    .getAllByRole('listitem')
    .map((item) => item.getAttribute('data-state'));

/** A promise to be settled by the test. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
