/**
 * Room sandbox/app. Shows a component-framework control in a form. Whatever goes wrong with it, loading or running, is
 * said in its place; the rest of the form stays.
 */
import * as React from 'react';
import { MessageBar, MessageBarType, Spinner } from '@fluentui/react';
import type { FormControl } from '../form/control';
import { messageOf } from '../form/errors';
import type { FormSession } from '../form/formSession';
import { ControlLife } from './controlLife';
import type { LoadedControl } from './registry';
import { loadControl } from './registry';

interface Props {
  control: FormControl;
  session: FormSession;
}

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly loaded: LoadedControl };

export function PcfControl({ control, session }: Props): React.ReactElement {
  const name = control.customControl?.name ?? '';
  const { languageId } = session.services.user;
  const [state, setState] = React.useState<State>({ kind: 'loading' });
  React.useEffect(() => {
    let isGone = false;
    setState({ kind: 'loading' });
    loadControl(name, languageId).then(
      (loaded) => {
        if (!isGone) setState({ kind: 'ready', loaded });
      },
      (error: unknown) => {
        if (!isGone) setState({ kind: 'failed', message: messageOf(error) });
      },
    );
    return () => {
      isGone = true;
    };
  }, [name, languageId]);
  switch (state.kind) {
    case 'loading':
      return <Spinner label={session.text('loadingControl', control.label)} />;
    case 'failed':
      return <Failure message={state.message} />;
    case 'ready':
      return (
        <ControlBoundary say={(message) => session.text('controlFailed', name, message)}>
          <RunningControl control={control} loaded={state.loaded} session={session} />
        </ControlBoundary>
      );
  }
}

function Failure({ message }: { message: string }): React.ReactElement {
  return (
    <MessageBar isMultiline messageBarType={MessageBarType.error}>
      {message}
    </MessageBar>
  );
}

interface RunningProps extends Props {
  loaded: LoadedControl;
}

function RunningControl({ control, loaded, session }: RunningProps): React.ReactElement {
  const box = React.useRef<HTMLDivElement>(null);
  const [element, setElement] = React.useState<React.ReactNode>(null);
  const [failure, setFailure] = React.useState<string | undefined>(undefined);
  const isVirtual = loaded.manifest.controlType === 'virtual';
  React.useEffect(() => {
    const container = box.current ?? undefined;
    const life = new ControlLife({
      session,
      control,
      loaded,
      container: isVirtual ? undefined : container,
      render: (drawn) => {
        // A function would be taken for a state updater.
        if (isVirtual) setElement(() => drawn as React.ReactNode);
      },
      failed: (error) => {
        setFailure(session.text('controlFailed', loaded.name, messageOf(error)));
      },
      measureWidth: () => container?.offsetWidth ?? -1,
    });
    life.start();
    const unsubscribe = session.signal.subscribe(() => {
      life.formChanged();
    });
    const observer =
      typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => life.containerResized());
    if (container) observer?.observe(container);
    return () => {
      unsubscribe();
      observer?.disconnect();
      life.end();
    };
  }, [control, loaded, session, isVirtual]);
  if (failure !== undefined) return <Failure message={failure} />;
  return (
    <div aria-label={control.label} className="mda-pcf" data-pcf={loaded.name} ref={box} role="group">
      {element}
    </div>
  );
}

interface BoundaryProps {
  children: React.ReactNode;
  /** The sentence about what was thrown. */
  say(message: string): string;
}

/** Catches what the control's own elements throw while they are drawn. */
class ControlBoundary extends React.Component<BoundaryProps, { message?: string }> {
  override state: { message?: string } = {};

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: messageOf(error) };
  }

  override render(): React.ReactNode {
    if (this.state.message === undefined) return this.props.children;
    return <Failure message={this.props.say(this.state.message)} />;
  }
}
