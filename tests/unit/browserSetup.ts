/** Room tests. What the tests of pages and controls need before jsdom serves them. */
import '../support/patientPages';

/** jsdom has no ResizeObserver; Fluent only needs it to exist. */
class ResizeObserverWithoutLayout implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= ResizeObserverWithoutLayout;
