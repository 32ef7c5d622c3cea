/** Room sandbox/flows, browser side. What a person fills in before a flow is run by hand: one field an input. */
import * as React from 'react';
import { Checkbox, DefaultButton, Dropdown, PrimaryButton, TextField } from '@fluentui/react';
import type { ButtonField } from '../triggers/contracts';
import { useWords } from './useWords';

export interface RunFormProps {
  readonly flowName: string;
  readonly fields: readonly ButtonField[];
  onCancel(): void;
  /** @returns false when the run was refused; what was filled in stays. */
  onRun(inputs: Readonly<Record<string, unknown>>): Promise<boolean>;
}

type Filled = Readonly<Record<string, string | boolean>>;

/** Empty fields are left out; numbers become numbers, and what is none stays for the server to refuse. */
function toInputs(fields: readonly ButtonField[], filled: Filled): Record<string, unknown> {
  const entries = fields.flatMap(({ name, type }): [string, unknown][] => {
    const value = filled[name];
    if (type === 'boolean') return [[name, value === true]];
    if (value === undefined || value === '') return [];
    return [[name, type === 'number' && Number.isFinite(Number(value)) ? Number(value) : value]];
  });
  return Object.fromEntries(entries);
}

export const RunForm: React.FC<RunFormProps> = ({ flowName, fields, onCancel, onRun }) => {
  const { text } = useWords();
  const [filled, setFilled] = React.useState<Filled>({});
  const [isSending, setSending] = React.useState(false);
  const form = React.useRef<HTMLFormElement>(null);
  // The button that opened the form is gone: the focus goes on with what comes next.
  React.useEffect(() => form.current?.querySelector<HTMLElement>('input, button')?.focus(), []);
  const set = (name: string, value: string | boolean): void => setFilled((before) => ({ ...before, [name]: value }));
  const send = async (): Promise<void> => {
    setSending(true);
    if (!(await onRun(toInputs(fields, filled)))) setSending(false);
  };
  return (
    <form
      ref={form}
      className="run-form"
      aria-label={text('runFlow', flowName)}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {fields.map((field) => (
        <Field key={field.name} field={field} value={filled[field.name]} onChange={(value) => set(field.name, value)} />
      ))}
      <p className="run-form-hint">{text('runHint')}</p>
      <div className="run-form-buttons">
        <PrimaryButton type="submit" text={text('run')} disabled={isSending} />
        <DefaultButton text={text('cancel')} onClick={onCancel} />
      </div>
    </form>
  );
};

interface FieldProps {
  readonly field: ButtonField;
  readonly value?: string | boolean;
  onChange(value: string | boolean): void;
}

/** Types of inputs as browsers know them. */
const INPUT_TYPES = { text: 'text', number: 'number', email: 'email', date: 'date' } as const;

const Field: React.FC<FieldProps> = ({ field, value, onChange }) => {
  const { text } = useWords();
  const { title, description, type, isRequired, choices } = field;
  if (type === 'boolean') {
    return (
      <Checkbox label={title} checked={value === true} onChange={(_event, checked) => onChange(checked === true)} />
    );
  }
  if (choices) {
    return (
      <Dropdown
        label={title}
        required={isRequired}
        placeholder={text('notChosen')}
        options={choices.map((choice) => ({ key: choice, text: choice }))}
        onChange={(_event, option) => onChange(String(option?.key ?? ''))}
      />
    );
  }
  return (
    <TextField
      label={title}
      description={description}
      required={isRequired}
      type={INPUT_TYPES[type]}
      value={typeof value === 'string' ? value : ''}
      onChange={(_event, next) => onChange(next ?? '')}
    />
  );
};
