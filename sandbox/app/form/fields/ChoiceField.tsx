/** Room sandbox/app. Choices: one option, several, or a status reason that fits the row's status. */
import * as React from 'react';
import type { IDropdownOption } from '@fluentui/react';
import { Dropdown } from '@fluentui/react';
import type { ChoiceControl } from '../control';
import type { FormSession } from '../formSession';
import { optionsOf } from '../values';
import type { FieldProps } from './fieldProps';
import { ariaOf, useFocusTarget } from './fieldProps';

const NOTHING = '';

/** Options to offer: those of the control, for a status reason only the ones of the row's status. */
export function offeredOptions(
  control: ChoiceControl,
  session: FormSession,
): readonly { value: number; text: string }[] {
  const column = control.attribute?.column;
  if (column?.type !== 'Status') return control.options;
  const state = typeof session.row.statecode === 'number' ? session.row.statecode : 0;
  const fitting = optionsOf(column, session.info).filter(
    (option) => option.state === undefined || option.state === state,
  );
  return control.options.filter((option) => fitting.some((one) => one.value === option.value));
}

export function ChoiceField(props: FieldProps & { readonly control: ChoiceControl }): React.ReactElement {
  const { control, id, label, session } = props;
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('[role=combobox]'));
  const { attribute } = control;
  const isMany = attribute?.column.type === 'MultiSelectPicklist';
  const values = Array.isArray(attribute?.value) ? (attribute.value as readonly number[]) : [];
  const options: IDropdownOption[] = offeredOptions(control, session).map((option) => ({
    key: option.value,
    text: option.text,
  }));
  // A value that is offered no longer stays readable.
  const current = isMany ? values : typeof attribute?.value === 'number' ? [attribute.value] : [];
  for (const value of current) {
    if (!options.some((option) => option.key === value))
      options.push({ key: value, text: textOfOption(control, value), disabled: true });
  }
  const common = { ...ariaOf(props), ariaLabel: label, id, placeholder: '---', dropdownWidth: 'auto' as const };
  return (
    <div ref={box}>
      {isMany ? (
        <Dropdown
          {...common}
          multiSelect
          onChange={(_event, option) => {
            if (!option) return;
            const key = Number(option.key);
            const next = option.selected ? [...values, key] : values.filter((value) => value !== key);
            attribute.edit(next.length > 0 ? next : null);
          }}
          options={options}
          selectedKeys={[...values]}
        />
      ) : (
        <Dropdown
          {...common}
          onChange={(_event, option) => attribute?.edit(option && option.key !== NOTHING ? Number(option.key) : null)}
          options={[{ key: NOTHING, text: '---', ariaLabel: session.text('noValue') }, ...options]}
          selectedKey={typeof attribute?.value === 'number' ? attribute.value : null}
        />
      )}
    </div>
  );
}

function textOfOption(control: ChoiceControl, value: number): string {
  const attribute = control.attribute;
  const option = attribute && optionsOf(attribute.column, attribute.host.info).find((one) => one.value === value);
  return option ? control.host.label(option.label) : String(value);
}
