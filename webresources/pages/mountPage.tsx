/** Room webresources/pages. What every page does first: language, direction, theme, icons; then its elements. */
import { registerIcons } from '@fluentui/react/lib/Styling';
import { ThemeProvider } from '@fluentui/react/lib/Theme';
import { setRTL } from '@fluentui/react/lib/Utilities';
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { toOutboundError } from '../gateways/hostErrors';
import { ensureTexts, isRightToLeft, setPageLanguage, text } from '../gateways/texts';
import type { TextKey } from '../strings/textKeys';

const glyph = (path: string): JSX.Element => (
  <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
    <path d={path} />
  </svg>
);

/** The few icons Fluent's own controls draw; the icon font stays away. */
const icons = {
  checkmark: glyph('M2.5 8.5l3.5 3.5 7.5-8'),
  chevrondown: glyph('M3 5.5l5 5 5-5'),
  chevronrightmed: glyph('M5.5 3l5 5-5 5'),
  info: glyph('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7v4M8 4.5v1'),
  warning: glyph('M8 2l6.5 12h-13zM8 6.5v4M8 11.5v1'),
  errorbadge: glyph('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.5v4.5M8 10.5v1'),
  completed: glyph('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5 8.2l2.2 2.2 4-4.4'),
  cancel: glyph('M3 3l10 10M13 3L3 13'),
};

/** What a page shows. */
export interface PageContent {
  readonly titleKey: TextKey;
  readonly element: JSX.Element;
}

/** Renders into the element `app`. A page opened outside an app says so in place of its content, under its English title. */
export async function mountPage(render: (root: HTMLElement) => PageContent): Promise<void> {
  const root = document.getElementById('app');
  if (root === null) return;
  try {
    await ensureTexts();
    setPageLanguage(document);
    setRTL(isRightToLeft());
    registerIcons({ icons });
    const { titleKey, element } = render(root);
    document.title = text(titleKey);
    ReactDOM.render(<ThemeProvider applyTo="body">{element}</ThemeProvider>, root);
  } catch (thrown) {
    const { message } = toOutboundError(thrown);
    ReactDOM.render(
      <main className="page">
        <h1>{document.title}</h1>
        <p role="alert">{message}</p>
      </main>,
      root,
    );
  }
}
