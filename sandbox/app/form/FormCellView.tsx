/** Room sandbox/app. One cell of a form: the label, the control that fits its column, and the control's notifications. */
import * as React from 'react';
import { Icon, Link } from '@fluentui/react';
import { PcfControl } from '../pcf/PcfControl';
import type { FormControl } from './control';
import type { FormCell } from './formModel';
import type { FormSession } from './formSession';
import type { TitlePlace } from './titlePlace';
import { FieldView } from './fields/FieldView';
import { SubgridControl, TimelineControl, WebResourceControl } from './hostedControls';
import { Subgrid } from './Subgrid';
import { Timeline } from './Timeline';
import { WebResourceFrame } from './WebResourceFrame';

interface Props {
  cell: FormCell;
  labelPosition: 'Left' | 'Top';
  /** Heading the reader just saw; a grid or timeline of that name shows none of its own. */
  sectionLabel?: string;
  session: FormSession;
}

export function FormCellView({ cell, labelPosition, sectionLabel, session }: Props): React.ReactElement | null {
  const control = cell.control && session.controls.get(cell.control.id);
  if (!control?.visible) return null;
  if (control instanceof SubgridControl && !control.customControl) {
    return (
      <Subgrid
        control={control}
        title={titleOf(cell.showLabel && control.label !== sectionLabel, sectionLabel)}
        session={session}
      />
    );
  }
  if (control instanceof TimelineControl) {
    return <Timeline control={control} title={titleOf(sectionLabel === undefined, sectionLabel)} session={session} />;
  }
  const showLabel = cell.showLabel && control.label !== '';
  const id = `${session.uid}-${control.name}`;
  const isWide = control instanceof WebResourceControl || !showLabel;
  return (
    <div className={`mda-field${labelPosition === 'Left' && !isWide ? ' mda-left' : ''}`} data-control={control.name}>
      {showLabel && <FieldLabel control={control} id={id} />}
      <div>
        <ControlBody control={control} id={id} label={control.label} session={session} />
        <Notifications control={control} id={id} session={session} />
      </div>
    </div>
  );
}

function FieldLabel({ control, id }: { control: FormControl; id: string }): React.ReactElement {
  const level = control.attribute?.requiredLevel;
  return (
    <label className="mda-label" htmlFor={id} id={`${id}-label`}>
      {control.attribute && !control.isEditable && <Icon aria-hidden className="mda-lock" iconName="Lock" />}
      {control.label}
      {level === 'required' && (
        <span aria-hidden className="mda-required">
          *
        </span>
      )}
      {level === 'recommended' && (
        <span aria-hidden className="mda-recommended">
          +
        </span>
      )}
    </label>
  );
}

/** A grid or timeline says its name, stands under nothing, or has its commands beside the heading of its section. */
function titleOf(isShown: boolean, sectionLabel: string | undefined): TitlePlace {
  if (isShown) return 'shown';
  return sectionLabel === undefined ? 'none' : 'beside';
}

interface BodyProps {
  control: FormControl;
  id: string;
  label: string;
  session: FormSession;
}

function ControlBody({ control, id, label, session }: BodyProps): React.ReactElement {
  if (control.customControl) return <PcfControl control={control} session={session} />;
  if (control instanceof WebResourceControl) return <WebResourceFrame control={control} session={session} />;
  if (control.attribute) return <FieldView control={control} id={id} label={label} session={session} />;
  const what = control.model.column
    ? session.text('columnMissing', control.model.column, session.info.table.logicalName)
    : session.text('classNotSupported', control.model.classId, control.name);
  return <div className="mda-note">{what}</div>;
}

function Notifications({ control, id, session }: Omit<BodyProps, 'label'>): React.ReactElement {
  const { attribute } = control;
  const missing = session.wasRefused && attribute?.isMissing ? session.text('required') : undefined;
  const problem = attribute?.inputError ?? attribute?.invalidMessage ?? missing;
  const list = [...control.notifications.values()];
  return (
    <div aria-live="polite" id={`${id}-messages`}>
      {problem !== undefined && <FieldError text={problem} />}
      {list.map((one) =>
        one.level === 'ERROR' && one.actions.length === 0 ? (
          <FieldError key={one.id} text={one.message} />
        ) : (
          <div className={one.level === 'ERROR' ? 'mda-error' : 'mda-advice'} key={one.id}>
            <span>{one.message} </span>
            {one.actions.map((action, index) => (
              <Link key={index} onClick={action.run}>
                {action.message}
              </Link>
            ))}
          </div>
        ),
      )}
    </div>
  );
}

function FieldError({ text }: { text: string }): React.ReactElement {
  return (
    <div className="mda-error">
      <Icon aria-hidden iconName="StatusErrorFull" />
      <span>{text}</span>
    </div>
  );
}
