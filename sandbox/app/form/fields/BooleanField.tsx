/** Room sandbox/app. Yes/no columns, as a switch with the column's own two labels. */
import * as React from 'react';
import { Toggle } from '@fluentui/react';
import { booleanTexts } from '../formatValue';
import type { FieldProps } from './fieldProps';
import { useFocusTarget } from './fieldProps';

export function BooleanField({ control, id, label, session }: FieldProps): React.ReactElement {
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('button'));
  const { attribute } = control;
  const [no, yes] = attribute ? booleanTexts(attribute, session.services.user.languageId) : ['', ''];
  return (
    <div ref={box}>
      <Toggle
        ariaLabel={label}
        checked={attribute?.value === true}
        id={id}
        offText={no}
        onChange={(_event, checked) => attribute?.edit(checked === true)}
        onText={yes}
        styles={{ root: { margin: '6px 0 4px' } }}
      />
    </div>
  );
}
