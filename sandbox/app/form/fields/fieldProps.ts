/** Room sandbox/app. What every field gets. */
import * as React from 'react';
import type { ITextFieldProps } from '@fluentui/react';
import type { FormControl } from '../control';
import type { FormSession } from '../formSession';

export interface FieldProps {
  readonly control: FormControl;
  /** Id of the input; the label refers to it, and messages stand in `<id>-messages`. */
  readonly id: string;
  readonly label: string;
  readonly session: FormSession;
}

/** Attributes that tie an input to its label, its messages and its required mark. */
export function ariaOf({ control, id, label }: FieldProps): {
  'aria-label': string;
  'aria-describedby': string;
  'aria-required': boolean;
  'aria-invalid': boolean;
} {
  const { attribute } = control;
  return {
    'aria-label': label,
    'aria-describedby': `${id}-messages`,
    'aria-required': attribute?.requiredLevel === 'required',
    'aria-invalid': attribute?.inputError !== undefined || control.errors.length > 0,
  };
}

/** The same for Fluent's text fields, which take the label by another name and decide about `aria-invalid` themselves. */
export function textFieldAria(props: FieldProps): Partial<ITextFieldProps> {
  const aria = ariaOf(props);
  return {
    ariaLabel: props.control.cell.showLabel ? undefined : props.label,
    'aria-describedby': aria['aria-describedby'],
    'aria-required': aria['aria-required'],
    onRenderInput: (input, render) =>
      render?.({ ...input, 'aria-invalid': aria['aria-invalid'] } as typeof input) ?? null,
  };
}

/** Lets scripts and the error summary move the focus into the field. */
export function useFocusTarget(control: FormControl, find: () => HTMLElement | null | undefined): void {
  const latest = React.useRef(find);
  latest.current = find;
  React.useEffect(() => {
    const focus = (): void => latest.current()?.focus();
    control.focus = focus;
    return () => {
      if (control.focus === focus) control.focus = undefined;
    };
  }, [control]);
}

/** A text that follows a value until the user types; `commit` is called when typing is done. */
export function useDraft(
  value: string,
  commit: (draft: string) => void,
): {
  text: string;
  change: (text: string) => void;
  finish: () => void;
  cancel: () => void;
} {
  // A ref beside the state: blur may follow a change within the same turn, before the state is drawn.
  const pending = React.useRef<string | undefined>(undefined);
  const [, draw] = React.useReducer((count: number) => count + 1, 0);
  return {
    text: pending.current ?? value,
    change: (text) => {
      pending.current = text;
      (draw as () => void)();
    },
    finish: () => {
      const draft = pending.current;
      if (draft === undefined) return;
      pending.current = undefined;
      commit(draft);
      (draw as () => void)();
    },
    cancel: () => {
      pending.current = undefined;
      (draw as () => void)();
    },
  };
}
