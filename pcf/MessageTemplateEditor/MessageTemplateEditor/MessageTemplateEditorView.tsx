/**
 * Control MessageTemplateEditor. What to show -> elements. Texts come in the view model, colours from the Fluent theme; no
 * icon font, which would be fetched from a content network.
 */
import {
  DefaultButton,
  mergeStyleSets,
  Text,
  TextField,
  useTheme,
  type ITextField,
  type ITheme,
} from '@fluentui/react';
import * as React from 'react';
import type { EditorViewModel, ReadyEditor, SlugChip } from './viewModel';

export interface MessageTemplateEditorViewProps {
  readonly model: EditorViewModel;
  readonly onChange: (text: string) => void;
  /** A button was pressed: the slug, and what is selected in the text. */
  readonly onInsert: (slug: string, start: number, end: number) => void;
  /** Where the caret has to be set after an insertion; a new object for each. */
  readonly caret?: { readonly position: number };
}

export const MessageTemplateEditorView: React.FC<MessageTemplateEditorViewProps> = (props) => {
  const styles = useStyles();
  const { model } = props;
  switch (model.kind) {
    case 'masked':
      return (
        <div role="group" aria-label={model.label}>
          <Text className={styles.hint}>
            <span aria-hidden="true">••••• </span>
            {model.message}
          </Text>
        </div>
      );
    case 'ready':
      return <ReadyView {...props} model={model} />;
  }
};

const ReadyView: React.FC<MessageTemplateEditorViewProps & { readonly model: ReadyEditor }> = ({
  model,
  onChange,
  onInsert,
  caret,
}) => {
  const styles = useStyles();
  const field = React.useRef<ITextField>(null);
  const wasFocused = React.useRef(false);

  React.useEffect(() => {
    if (!caret) return;
    field.current?.focus();
    field.current?.setSelectionRange(caret.position, caret.position);
  }, [caret]);

  const insert = (slug: string): void => {
    // A text nobody has clicked into has its caret at the start, which is nobody's choice: append then.
    const end = model.text.length;
    const start = wasFocused.current ? (field.current?.selectionStart ?? end) : end;
    onInsert(slug, start, wasFocused.current ? (field.current?.selectionEnd ?? end) : end);
  };

  return (
    <div className={styles.editor}>
      <TextField
        ariaLabel={model.label}
        autoAdjustHeight
        componentRef={field}
        dir="auto"
        errorMessage={model.errorMessage}
        multiline
        onChange={(_event, text) => onChange(text ?? '')}
        onFocus={() => {
          wasFocused.current = true;
        }}
        readOnly={model.disabled}
        rows={5}
        value={model.text}
      />
      <div className={styles.counts}>
        {[model.lengthText, ...model.segmentTexts].map((text) => (
          <Text className={styles.hint} key={text} variant="small">
            {text}
          </Text>
        ))}
      </div>
      {!model.disabled && (
        <Captioned caption={model.insertTitle}>
          <div aria-label={model.insertTitle} className={styles.row} role="group">
            {model.insertable.map(({ text, ariaLabel }) => (
              <DefaultButton
                ariaLabel={ariaLabel}
                className={styles.insert}
                key={text}
                onClick={() => insert(text)}
                text={text}
              />
            ))}
          </div>
        </Captioned>
      )}
      {model.chips.length === 0 ? (
        <Text className={styles.hint} variant="small">
          {model.noSlugsText}
        </Text>
      ) : (
        <Captioned caption={model.slugsTitle}>
          <ul aria-label={model.slugsTitle} className={styles.row}>
            {model.chips.map((chip) => (
              <Chip chip={chip} key={chip.key} />
            ))}
          </ul>
        </Captioned>
      )}
      <div aria-label={model.problemsTitle} aria-live="polite" role="region">
        {model.problems.length === 0 ? (
          <Text className={styles.hint} variant="small">
            {model.noProblemsText}
          </Text>
        ) : (
          <ul className={styles.problems}>
            {model.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};

/** A caption for the eye; what it stands above says its own name to screen readers. */
const Captioned: React.FC<{ readonly caption: string }> = ({ caption, children }) => {
  const styles = useStyles();
  return (
    <div className={styles.captioned}>
      <Text aria-hidden="true" className={styles.caption} variant="small">
        {caption}
      </Text>
      {children}
    </div>
  );
};

/** A slug. Its state is written out when something is wrong, so that colour is never the only sign. */
const Chip: React.FC<{ readonly chip: SlugChip }> = ({ chip }) => {
  const styles = useStyles();
  const isKnown = chip.status === 'known';
  return (
    <li className={isKnown ? styles.chip : styles.chipWrong} title={chip.statusText}>
      <bdi>{chip.text}</bdi>
      {!isKnown && <span className={styles.status}>{chip.statusText}</span>}
    </li>
  );
};

const useStyles = () => {
  const theme = useTheme();
  return React.useMemo(() => toStyles(theme), [theme]);
};

const toStyles = ({ fonts, palette, semanticColors, spacing, effects }: ITheme) => {
  const chip = {
    ...fonts.small,
    border: `1px solid ${palette.themePrimary}`,
    borderRadius: effects.roundedCorner4,
    color: semanticColors.bodyText,
    maxWidth: '100%',
    overflowWrap: 'anywhere' as const,
    padding: `2px ${spacing.s1}`,
  };
  return mergeStyleSets({
    caption: { color: semanticColors.bodySubtext, fontWeight: 600 },
    captioned: { display: 'flex', flexDirection: 'column', gap: spacing.s2 },
    chip,
    chipWrong: { ...chip, backgroundColor: semanticColors.errorBackground, borderColor: semanticColors.errorText },
    counts: { display: 'flex', flexDirection: 'column' },
    editor: {
      display: 'flex',
      flexDirection: 'column',
      gap: spacing.s1,
      // Fluent turns it round where the user reads from right to left.
      textAlign: 'left',
      width: '100%',
      // Every text is read in its own direction, also where none of ours exists in the user's language.
      selectors: { '& *': { unicodeBidi: 'plaintext' } },
    },
    hint: { color: semanticColors.bodySubtext },
    insert: { ...fonts.small, fontWeight: 400, minWidth: 0, padding: `0 ${spacing.s2}` },
    problems: { ...fonts.small, color: semanticColors.errorText, margin: 0, paddingInlineStart: spacing.l1 },
    row: {
      alignItems: 'center',
      display: 'flex',
      flexWrap: 'wrap',
      gap: spacing.s2,
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    status: { color: semanticColors.errorText, fontWeight: 600, marginInlineStart: spacing.s2 },
  });
};
