/** Builder: inputs of the control MessageTemplateEditor, with its own English texts. */
import { resolve } from 'node:path';
import type { EditorInputs } from '../../pcf/MessageTemplateEditor/MessageTemplateEditor/viewModel';
import { readResx, translatorOf } from './resx';

const folder = resolve(__dirname, '../../pcf/MessageTemplateEditor/MessageTemplateEditor');

export const editorResxPath = (lcid: 1033 | 1057): string => `${folder}/strings/MessageTemplateEditor.${lcid}.resx`;

export const editorInputs = (facts: Partial<EditorInputs> = {}): EditorInputs => ({
  text: 'Hi {CustomerName}',
  label: 'Message text',
  channel: 192340000,
  name: 'Case update',
  maxLength: 2000,
  readable: true,
  editable: true,
  platformError: undefined,
  translate: translatorOf(readResx(editorResxPath(1033))),
  ...facts,
});
