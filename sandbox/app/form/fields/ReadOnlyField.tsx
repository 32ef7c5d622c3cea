/** Room sandbox/app. A value that cannot be changed: readable, selectable and reachable by keyboard. */
import * as React from 'react';
import { TextField as FluentTextField } from '@fluentui/react';
import { formatAttribute } from '../formatValue';
import type { FieldProps } from './fieldProps';
import { textFieldAria, useFocusTarget } from './fieldProps';
import { memoRows } from './TextField';

export function ReadOnlyField(props: FieldProps): React.ReactElement {
  const { control, id, session } = props;
  const input = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => input.current?.querySelector<HTMLElement>('input,textarea'));
  const { attribute } = control;
  const text = attribute ? formatAttribute(attribute, session.services.user) : '';
  const isMemo = attribute?.column.type === 'Memo';
  return (
    <div className="mda-readonly" ref={input}>
      <FluentTextField
        {...textFieldAria(props)}
        dir="auto"
        id={id}
        multiline={isMemo}
        placeholder="---"
        readOnly
        resizable={isMemo}
        rows={isMemo ? memoRows(control) : undefined}
        value={text}
      />
    </div>
  );
}
