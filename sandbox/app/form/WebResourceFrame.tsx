/** Room sandbox/app. A web resource on a form, in a frame of its own. */
import * as React from 'react';
import type { FormSession } from './formSession';
import type { WebResourceControl } from './hostedControls';

interface Props {
  control: WebResourceControl;
  session: FormSession;
}

/** Pixels of one row of a section's grid, to turn a row span into a height. */
const ROW_HEIGHT = 36;

/**
 * Address of the frame. With `PassParameters` the platform adds what identifies the row. Source: Microsoft Learn,
 * "Webpage (HTML) web resources", passing parameters. An id is in braces there; absent while the row is new.
 */
export function frameAddress(control: WebResourceControl, session: FormSession): string {
  if (control.src !== undefined) return control.src;
  const { parameters } = control.model;
  const name = (parameters.Url ?? '').replace(/^\$webresource:/, '').replace(/^\/?WebResources\//, '');
  const address = new URL(session.services.webResourceUrl(name), window.location.href);
  if (parameters.Data) address.searchParams.set('data', parameters.Data);
  if (parameters.PassParameters === 'true' || parameters.PassParameters === '1') {
    if (session.id) address.searchParams.set('id', `{${session.id.toUpperCase()}}`);
    address.searchParams.set('typename', session.info.table.logicalName);
    address.searchParams.set('type', String(session.info.table.objectTypeCode));
    address.searchParams.set('userlcid', String(session.services.user.languageId));
  }
  return address.pathname + address.search;
}

export function WebResourceFrame({ control, session }: Props): React.ReactElement {
  const frame = React.useRef<HTMLIFrameElement>(null);
  React.useEffect(
    () => () => {
      control.attach(undefined);
    },
    [control],
  );
  const { parameters } = control.model;
  const wanted = Number.parseInt(parameters.Height ?? '', 10);
  const height =
    parameters.SizeType === 'Specific' && wanted > 0 ? wanted : Math.max(1, control.cell.rowSpan) * ROW_HEIGHT;
  return (
    <iframe
      className="mda-frame"
      id={`${session.uid}-${control.name}`}
      name={control.name}
      onLoad={() => {
        control.attach(frame.current ?? undefined);
      }}
      ref={frame}
      src={frameAddress(control, session)}
      style={{ height, border: parameters.Border === 'true' ? '1px solid #d1d1d1' : undefined }}
      title={parameters.AltText || control.label || control.name}
    />
  );
}
