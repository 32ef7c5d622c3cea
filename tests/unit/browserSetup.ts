/** Room tests. What the tests of pages and controls need before jsdom serves them, and how long they wait for a page. */
import { configure } from '@testing-library/dom';

// What a test waits for comes when the page has worked; a busy machine takes longer for that than the library's one second.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(60_000);

/** jsdom has no ResizeObserver; Fluent only needs it to exist. */
class ResizeObserverWithoutLayout implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= ResizeObserverWithoutLayout;
