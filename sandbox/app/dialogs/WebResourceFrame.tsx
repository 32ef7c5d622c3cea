/**
 * Room sandbox/app. An HTML web resource in a frame of this window, so that its scripts reach the host as
 * `window.parent.Xrm`.
 */
import * as React from 'react';
import { Spinner } from '@fluentui/react';
import type { ShellServices } from '../host/services';
import { hostText } from '../shell/strings';
import { PageFailure } from '../shell/PageFailure';

export interface WebResourceFrameProps {
  readonly services: ShellServices;
  readonly name: string;
  readonly data?: string;
  readonly title: string;
  /** The page called `window.close()`, or Esc was pressed inside it. Absent: it cannot be closed. */
  onClose?(): void;
}

type FrameState =
  { readonly kind: 'loading' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly message: string };

export function WebResourceFrame({ services, name, data, title, onClose }: WebResourceFrameProps): React.ReactElement {
  const lcid = services.user.languageId;
  const [state, setState] = React.useState<FrameState>({ kind: 'loading' });
  const [isFramed, setFramed] = React.useState(false);
  const close = React.useRef(onClose);
  close.current = onClose;

  // The frame waits for the string resources that its page names, and for word that the page is there at all.
  React.useEffect(() => {
    let isGone = false;
    setFramed(false);
    setState({ kind: 'loading' });
    services.scripts.loadStrings(name).then(
      () => !isGone && setFramed(true),
      (error: Error) => !isGone && setState({ kind: 'failed', message: error.message }),
    );
    return () => {
      isGone = true;
    };
  }, [services, name, data]);

  const onLoad = (event: React.SyntheticEvent<HTMLIFrameElement>): void => {
    setState({ kind: 'ready' });
    const page = event.currentTarget.contentWindow;
    if (!page || !close.current) return;
    page.close = () => close.current?.();
    page.addEventListener('keydown', (key) => {
      if (key.key === 'Escape' && !key.defaultPrevented) close.current?.();
    });
    // The dialog opened for this page: the keyboard starts in it.
    page.focus();
  };

  if (state.kind === 'failed') return <PageFailure lcid={lcid} message={state.message} />;
  return (
    <div className="web-resource" aria-busy={state.kind === 'loading'}>
      {state.kind === 'loading' && <Spinner className="web-resource-spinner" label={hostText(lcid, 'loading')} />}
      {isFramed && <iframe title={title} src={services.webResourceUrl(name, data)} onLoad={onLoad} />}
    </div>
  );
}
