/**
 * Control MessageTemplateEditor. Keeps what is being typed until the platform gives it back, so that no key stroke waits for
 * the form, and shows at once what it means.
 */
import * as React from 'react';
import { MessageTemplateEditorView, type Selection } from './MessageTemplateEditorView';
import { insertAt, toViewModel, type EditorInputs } from './viewModel';

export interface DraftEditorProps {
  readonly inputs: EditorInputs;
  readonly onChange: (text: string) => void;
}

export const DraftEditor: React.FC<DraftEditorProps> = ({ inputs, onChange }) => {
  const [draft, setDraft] = React.useState(inputs.text);
  const [selection, setSelection] = React.useState<Selection>();
  /** Texts handed to the platform that it has not given back yet. */
  const pending = React.useRef<string[]>([]);

  const given = React.useRef(inputs.text);

  // `inputs` is a new object for each call of the platform, and only then.
  React.useEffect(() => {
    const echo = pending.current.lastIndexOf(inputs.text);
    if (echo >= 0) {
      // Our own text coming back, perhaps late: what was typed since stays.
      pending.current = pending.current.slice(echo + 1);
    } else if (inputs.text !== given.current) {
      pending.current = [];
      setDraft(inputs.text);
    }
    given.current = inputs.text;
  }, [inputs]);

  const change = (text: string): void => {
    pending.current.push(text);
    setDraft(text);
    onChange(text);
  };

  const put = (slug: string, { start, end }: Selection): void => {
    const { text, caret } = insertAt(draft, slug, start, end);
    change(text);
    setSelection({ start: caret, end: caret });
  };

  const model = React.useMemo(() => toViewModel({ ...inputs, text: draft }), [inputs, draft]);
  return (
    <MessageTemplateEditorView
      model={model}
      onChange={change}
      onMark={({ start, end }) => setSelection({ start, end })}
      onPut={put}
      selection={selection}
    />
  );
};
