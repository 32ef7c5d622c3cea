/** Room sandbox/app. Whole numbers, decimals and money, typed with the separators of the user's language. */
import * as React from 'react';
import { TextField as FluentTextField } from '@fluentui/react';
import type { FormAttribute } from '../attribute';
import { decimalsOf, formatAttribute, formatNumber, parseNumber } from '../formatValue';
import { formText } from '../strings';
import type { FieldProps } from './fieldProps';
import { textFieldAria, useDraft, useFocusTarget } from './fieldProps';

/** Takes a typed number, or says at the column why it is none. */
export function commitNumber(attribute: FormAttribute, text: string, languageId: number): void {
  if (text.trim() === '') {
    attribute.edit(null);
    return;
  }
  const { column } = attribute;
  const decimals = decimalsOf(attribute);
  const parsed = parseNumber(text, languageId);
  const rounded = parsed === undefined ? undefined : Number(parsed.toFixed(decimals));
  const problem = numberProblem(rounded, decimals, column.minValue, column.maxValue, languageId);
  if (problem === undefined && rounded !== undefined) {
    attribute.edit(rounded);
    return;
  }
  attribute.inputError = problem;
  attribute.host.changed();
}

function numberProblem(
  value: number | undefined,
  decimals: number,
  min: number | undefined,
  max: number | undefined,
  languageId: number,
): string | undefined {
  if (value === undefined) return formText(languageId, decimals === 0 ? 'wholeNumber' : 'number');
  if (min !== undefined && value < min) return formText(languageId, 'atLeast', formatNumber(min, 0, languageId));
  if (max !== undefined && value > max) return formText(languageId, 'atMost', formatNumber(max, 0, languageId));
  return undefined;
}

export function NumberField(props: FieldProps): React.ReactElement {
  const { control, id, session } = props;
  const { languageId } = session.services.user;
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('input'));
  const { attribute } = control;
  // What was typed and could not be read stays in sight beside its message.
  const [refused, setRefused] = React.useState('');
  const shown =
    attribute?.inputError !== undefined ? refused : attribute ? formatAttribute(attribute, session.services.user) : '';
  const draft = useDraft(shown, (text) => {
    setRefused(text);
    if (attribute) commitNumber(attribute, text, languageId);
  });
  return (
    <div ref={box}>
      <FluentTextField
        {...textFieldAria(props)}
        autoComplete="off"
        id={id}
        inputMode={attribute && decimalsOf(attribute) === 0 ? 'numeric' : 'decimal'}
        onBlur={draft.finish}
        onChange={(_event, text) => {
          draft.change(text ?? '');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') draft.finish();
          if (event.key === 'Escape') draft.cancel();
        }}
        placeholder="---"
        value={draft.text}
      />
    </div>
  );
}
