/**
 * Room tests. Which command a selection of cases is offered, when answers come in another order than they were asked for.
 * @jest-environment jsdom
 */
import { act, render } from '@testing-library/react';
import * as React from 'react';
import type { ShellServices } from '../../../../sandbox/app/host/services';
import { useCaseState } from '../../../../sandbox/app/ribbon/caseCommands';

/** Answers to be given by the test, in the order of the questions. */
function asked() {
  const answers: ((state: number) => Promise<void>)[] = [];
  let tellOfRows: (table: string) => void = () => undefined;
  const services = {
    api: {
      retrieveMultiple: () =>
        new Promise((resolve) => answers.push((statecode) => act(async () => resolve({ entities: [{ statecode }] })))),
    },
    onRowsChanged: (listener: typeof tellOfRows) => {
      tellOfRows = listener;
      return () => undefined;
    },
  } as unknown as ShellServices;
  let state: number | undefined;
  const Probe: React.FC<{ id: string }> = ({ id }) => {
    state = useCaseState(services, 'incident', [{ entityType: 'incident', id }]);
    return null;
  };
  const page = render(<Probe id="a" />);
  return {
    answers,
    select: (id: string) => page.rerender(<Probe id={id} />),
    rowsChanged: () => act(() => tellOfRows('incident')),
    state: () => state,
  };
}

describe('the state of the selected cases', () => {
  it('is not that of the case that was selected before', async () => {
    const { answers, select, state } = asked();
    await answers[0]?.(0);
    expect(state()).toBe(0);
    select('b');
    expect(state()).toBeUndefined();
    await answers[1]?.(1);
    expect(state()).toBe(1);
  });

  it('stays the newest when an older answer comes late', async () => {
    const { answers, rowsChanged, state } = asked();
    rowsChanged();
    await answers[1]?.(1);
    await answers[0]?.(0);
    expect(state()).toBe(1);
  });
});
