/** Control MessageTemplateEditor, adapter: platform in, plain values out. Everything that decides is in viewModel.ts. */
import * as React from 'react';
import { DraftEditor } from './DraftEditor';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

export class MessageTemplateEditor implements ComponentFramework.ReactControl<IInputs, IOutputs> {
  private notifyOutputChanged!: () => void;
  private text: string | undefined;

  init(_context: ComponentFramework.Context<IInputs>, notifyOutputChanged: () => void): void {
    this.notifyOutputChanged = notifyOutputChanged;
  }

  updateView(context: ComponentFramework.Context<IInputs>): React.ReactElement {
    const { text, channel, name } = context.parameters;
    return React.createElement(DraftEditor, {
      inputs: {
        text: text.raw ?? '',
        label: context.mode.label,
        channel: channel.raw ?? null,
        name: name.raw ?? undefined,
        maxLength: text.attributes?.MaxLength,
        readable: text.security?.readable ?? true,
        editable: !context.mode.isControlDisabled && (text.security?.editable ?? true),
        platformError: text.error ? text.errorMessage : undefined,
        translate: (key) => context.resources.getString(key),
      },
      onChange: this.handleChange,
    });
  }

  getOutputs(): IOutputs {
    return { text: this.text };
  }

  destroy(): void {
    // The host unmounts the element it rendered; nothing else is held.
  }

  private readonly handleChange = (text: string): void => {
    this.text = text;
    this.notifyOutputChanged();
  };
}
