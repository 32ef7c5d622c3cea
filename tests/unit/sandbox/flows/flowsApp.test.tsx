/**
 * Room tests. The page of the flows when the sandbox was away.
 * @jest-environment jsdom
 */
import { setIconOptions } from '@fluentui/react/lib/Styling';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';
import { FlowsApp } from '../../../../sandbox/flows/pages/FlowsApp';

setIconOptions({ disableWarnings: true });

const SILENT = 'The sandbox does not answer. Is it still running?';

let isAway: boolean;
/** Lets the stream of changes open, as it does when the server is there again. */
let hear: () => void;

beforeEach(() => {
  isAway = true;
  window.fetch = (async () => {
    if (isAway) throw new TypeError('Failed to fetch');
    return { ok: true, status: 200, json: async () => ({ flows: [] }) };
  }) as never;
  window.EventSource = class {
    addEventListener(name: string, listener: () => void): void {
      if (name === 'open') hear = listener;
    }
    close(): void {}
  } as never;
});

describe('a sandbox that did not answer', () => {
  it('is no longer said to be silent once it answers', async () => {
    render(<FlowsApp />);
    await screen.findByText(SILENT);
    isAway = false;
    await act(async () => hear());
    expect(screen.queryByText(SILENT)).toBeNull();
  });
});
