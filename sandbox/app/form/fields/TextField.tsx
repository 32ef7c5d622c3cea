/** Room sandbox/app. Text columns: one line or many, with an action for addresses, numbers and links. */
import * as React from 'react';
import { IconButton, TextField as FluentTextField } from '@fluentui/react';
import type { FormControl } from '../control';
import { CLASS_IDS } from '../formModel';
import type { FieldProps } from './fieldProps';
import { textFieldAria, useDraft, useFocusTarget } from './fieldProps';

/** Lines of a multi-line field: FormXml gives its height in rows of the section's grid. */
export const memoRows = (control: FormControl): number =>
  Math.min(20, Math.max(3, Math.round(control.cell.rowSpan * 1.6)));

interface TextAction {
  readonly href: string;
  readonly icon: string;
  /** What it does, as a text of the form. */
  readonly label: 'sendEmail' | 'callNumber' | 'openLink';
}

/** What can be done with a text of that format. Only web addresses become links, never scripts. */
export function textAction(format: string | undefined, value: string): TextAction | undefined {
  if (value === '') return undefined;
  switch (format) {
    case 'Email':
      return { href: `mailto:${encodeURIComponent(value)}`, icon: 'Mail', label: 'sendEmail' };
    case 'Phone':
      return { href: `tel:${value.replace(/[^\d+*#]/g, '')}`, icon: 'Phone', label: 'callNumber' };
    case 'Url':
      return /^https?:\/\//i.test(value)
        ? { href: value, icon: 'NavigateExternalInline', label: 'openLink' }
        : undefined;
    default:
      return undefined;
  }
}

const INPUT_TYPES: Readonly<Record<string, string>> = { Email: 'email', Phone: 'tel', Url: 'url' };

export function TextField(props: FieldProps): React.ReactElement {
  const { control, id, session } = props;
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('input,textarea'));
  const { attribute } = control;
  const value = typeof attribute?.value === 'string' ? attribute.value : '';
  const isMemo =
    attribute?.column.type === 'Memo' ||
    attribute?.column.format === 'TextArea' ||
    control.model.classId === CLASS_IDS.memo;
  const draft = useDraft(value, (text) => {
    attribute?.edit(isMemo ? text || null : text.trim() || null);
  });
  const action = textAction(attribute?.column.format, value);
  return (
    <div className="mda-input-row" ref={box}>
      <FluentTextField
        {...textFieldAria(props)}
        autoComplete="off"
        dir="auto"
        id={id}
        maxLength={attribute?.column.maxLength}
        multiline={isMemo}
        onBlur={draft.finish}
        onChange={(_event, text) => {
          draft.change(text ?? '');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !isMemo) draft.finish();
          if (event.key === 'Escape') draft.cancel();
        }}
        placeholder="---"
        resizable={isMemo}
        rows={isMemo ? memoRows(control) : undefined}
        type={INPUT_TYPES[attribute?.column.format ?? ''] ?? 'text'}
        value={draft.text}
      />
      {action && (
        <IconButton
          ariaLabel={session.text(action.label)}
          href={action.href}
          iconProps={{ iconName: action.icon }}
          rel="noopener noreferrer"
          target={action.icon === 'NavigateExternalInline' ? '_blank' : undefined}
          title={session.text(action.label)}
        />
      )}
    </div>
  );
}
