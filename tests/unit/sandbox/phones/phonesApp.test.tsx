/**
 * Room tests. The page of the handsets when the sandbox is slow, or has lost what is shown.
 * @jest-environment jsdom
 */
import { setIconOptions } from '@fluentui/react/lib/Styling';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import * as React from 'react';
import { PhonesApp } from '../../../../sandbox/omnichannel/phones/PhonesApp';

setIconOptions({ disableWarnings: true });

const NUMBER = '+6281234567890';
const handset = {
  number: NUMBER,
  name: 'Budi',
  unreadCount: 0,
  lastMessage: { channelType: 192350000, direction: 'to-customer', text: 'Hi', at: '2026-01-02T03:04:05Z' },
  messages: [],
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the sandbox says to a handset and to a reply; the list is empty. */
let sayHandset: () => Answer;
let sayReply: () => Promise<Answer>;

beforeEach(() => {
  sayHandset = () => ({ status: 200, body: handset });
  window.location.hash = encodeURIComponent(NUMBER);
  const say = async (path: string, init?: RequestInit): Promise<Answer> => {
    if (init?.method === 'POST') return sayReply();
    if (path.includes('handsets?')) return { status: 200, body: { handsets: [], total: 0, unread: 0 } };
    return sayHandset();
  };
  window.fetch = (async (path: string, init?: RequestInit) => {
    const { status, body } = await say(path, init);
    return { ok: status < 400, status, json: async () => body };
  }) as never;
  window.EventSource = class {
    addEventListener(): void {}
    close(): void {}
  } as never;
});

const show = async (): Promise<void> => {
  render(<PhonesApp />);
  await act(async () => undefined);
};

describe('a phone that cannot be read', () => {
  it('does not load for ever, and is read again on demand', async () => {
    sayHandset = () => ({ status: 503, body: { error: { code: 'x', message: 'Out of order.' } } });
    await show();
    expect(screen.queryByText('Loading…', { selector: '.phone *' })).toBeNull();
    sayHandset = () => ({ status: 200, body: handset });
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
    await screen.findByRole('heading', { level: 2, name: 'Budi' });
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});

describe('a sandbox that did not answer', () => {
  it('is no longer said to be silent once it answers', async () => {
    sayHandset = () => {
      throw new TypeError('Failed to fetch');
    };
    await show();
    const isSaid = (): boolean => screen.queryByText('The sandbox does not answer. Is it still running?') !== null;
    await waitFor(() => expect(isSaid()).toBe(true));
    sayHandset = () => ({ status: 200, body: handset });
    window.location.hash = encodeURIComponent('+6281234567891');
    await screen.findByRole('heading', { level: 2, name: 'Budi' });
    expect(isSaid()).toBe(false);
  });
});

describe('a reply', () => {
  it('under way leaves what is typed on for the next one', async () => {
    let answer: (said: Answer) => void = () => undefined;
    sayReply = () => new Promise((resolve) => (answer = resolve));
    await show();
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Reply as the customer/ });
    fireEvent.change(box, { target: { value: 'Yes' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    fireEvent.change(box, { target: { value: 'Yes, and soon' } });
    await act(async () => answer({ status: 204, body: undefined }));
    expect(box.value).toBe(', and soon');
  });
});
