import { readFileSync } from 'node:fs';
import {
  ComponentFrameworkMockGeneratorReact,
  OptionSetPropertyMock,
  StringPropertyMock,
} from '@shko.online/componentframework-mock';
import { fireEvent, render, screen } from '@testing-library/react';
import { MessageTemplateEditor } from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/index';
import type {
  IInputs,
  IOutputs,
} from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/generated/ManifestTypes';
import { editorResxPath } from '../../../builders/messageTemplateEditor';

/** A text column of 2000 characters. */
class TextColumnMock extends StringPropertyMock {
  constructor(...args: ConstructorParameters<typeof StringPropertyMock>) {
    super(...args);
    // The mock's database forgets the length at every refresh.
    Object.defineProperty(this.attributes, 'MaxLength', { get: () => 2000, set: () => undefined });
  }
}

interface Facts {
  readonly channel?: number;
  readonly name?: string;
}

function open(
  text: string | null,
  prepare: (context: ComponentFramework.Context<IInputs>) => void = () => undefined,
  { channel = 192340000, name = 'Case update' }: Facts = {},
) {
  const mock = new ComponentFrameworkMockGeneratorReact<IInputs, IOutputs>(MessageTemplateEditor, {
    text: TextColumnMock,
    channel: OptionSetPropertyMock,
    name: StringPropertyMock,
  });
  mock.context._SetCanvasItems({ text: text as string, channel, name });
  mock.context.mode.label = 'Message text';
  mock.SetControlResource(readFileSync(editorResxPath(1033), 'utf8'));
  mock.ExecuteInit();
  prepare(mock.context);
  render(mock.ExecuteUpdateView());
  return mock;
}
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message text' });

describe('the adapter of MessageTemplateEditor', () => {
  it('shows the bound text and the column’s length', () => {
    open('Hi {CaseName}');
    expect(field().value).toBe('Hi {CaseName}');
    expect(screen.getByText('13 of 2000 characters')).toBeTruthy();
  });

  it('knows a content template by the name in the form', () => {
    open('Hi {CaseName}, you', undefined, { channel: 192300000, name: `HX${'0123456789abcdef'.repeat(2)}` });
    expect(screen.getByRole('button', { name: /content template takes no slugs/ })).toBeTruthy();
  });

  it('shows an empty text for an empty column', () => {
    open(null);
    expect(field().value).toBe('');
  });

  it('gives a change back to the form', () => {
    const mock = open('old');
    fireEvent.change(field(), { target: { value: 'new' } });
    expect(mock.notifyOutputChanged.callCount).toBe(1);
    expect(mock.control.getOutputs?.()).toEqual({ text: 'new' });
    expect(field().value).toBe('new');
  });

  it('hides a text that column security hides', () => {
    open('secret', (context) => {
      context.parameters.text.security = { readable: false, editable: false, secured: true };
    });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.body.textContent).not.toContain('secret');
  });

  it('is read-only in a disabled form and for a column one may only read', () => {
    open('text', (context) => {
      context.mode.isControlDisabled = true;
    });
    expect(field().readOnly).toBe(true);
  });
});
