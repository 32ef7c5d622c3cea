/**
 * Control MessageTemplateEditor. What to show -> elements. Texts come in the view model, colours from the Fluent theme; no
 * icon font, which would be fetched from a content network.
 */
import {
  DefaultButton,
  getId,
  Link,
  mergeStyleSets,
  Text,
  TextField,
  useTheme,
  type ITextField,
  type ITheme,
} from '@fluentui/react';
import * as React from 'react';
import type { FindingRow } from './findingRows';
import type { EditorViewModel, ReadyEditor, SlugChip } from './viewModel';

/** Characters of the text, in UTF-16 units; `end` is exclusive, and equals `start` for a caret. */
export interface Selection {
  readonly start: number;
  readonly end: number;
}

export interface MessageTemplateEditorViewProps {
  readonly model: EditorViewModel;
  readonly onChange: (text: string) => void;
  /** A finding was pressed: these characters are to be selected. */
  readonly onMark: (place: Selection) => void;
  /** A slug is to be put in place of these characters. */
  readonly onPut: (slug: string, place: Selection) => void;
  /** What has to be selected in the text; a new object for each time. @default nothing is changed */
  readonly selection?: Selection;
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
  onMark,
  onPut,
  selection,
}) => {
  const styles = useStyles();
  const field = React.useRef<ITextField>(null);
  const wasFocused = React.useRef(false);

  React.useEffect(() => {
    if (!selection) return;
    field.current?.focus();
    field.current?.setSelectionRange(selection.start, selection.end);
  }, [selection]);

  const insert = (slug: string): void => {
    // A text nobody has clicked into has its caret at the start, which is nobody's choice: append then.
    const behind = { start: model.text.length, end: model.text.length };
    const { selectionStart, selectionEnd } = field.current ?? {};
    const isChosen = wasFocused.current && typeof selectionStart === 'number' && typeof selectionEnd === 'number';
    onPut(slug, isChosen ? { start: selectionStart, end: selectionEnd } : behind);
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
      {model.insertable.length > 0 && (
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
      <Captioned caption={model.findingsTitle}>
        <div aria-label={model.findingsTitle} className={styles.captioned} role="region">
          <Text block className={styles.hint} role="status" variant="small">
            {model.summary}
          </Text>
          {model.findings.length > 0 && (
            <ul className={styles.findings}>
              {model.findings.map((finding) => (
                <Finding finding={finding} key={finding.key} markText={model.markText} onMark={onMark} onPut={onPut} />
              ))}
            </ul>
          )}
          {model.moreText !== undefined && (
            <Text className={styles.hint} variant="small">
              {model.moreText}
            </Text>
          )}
        </div>
      </Captioned>
    </div>
  );
};

interface FindingProps extends Pick<MessageTemplateEditorViewProps, 'onMark' | 'onPut'> {
  readonly finding: FindingRow;
  readonly markText: string;
}

/** One finding: pressed, it marks its characters in the text; its second button, where there is one, replaces them. */
const Finding: React.FC<FindingProps> = ({ finding, markText, onMark, onPut }) => {
  const styles = useStyles();
  const [sentenceId] = React.useState(() => getId('finding'));
  const { severity, severityText, placeText, text, replacement } = finding;
  return (
    <li className={styles.finding}>
      <span className={styles[severity]}>{severityText}</span>
      <div className={styles.remedy}>
        <Link className={styles.mark} id={sentenceId} onClick={() => onMark(finding)} title={markText}>
          <span className={styles.place}>{placeText}:</span> {text}
        </Link>
        {replacement && (
          <DefaultButton
            aria-describedby={sentenceId}
            className={styles.insert}
            onClick={() => onPut(replacement.text, finding)}
            text={replacement.label}
          />
        )}
      </div>
    </li>
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
    // A gap, for a margin at the start would be on the other side where slug and page differ in direction.
    columnGap: spacing.s2,
    display: 'flex',
    flexWrap: 'wrap' as const,
    maxWidth: '100%',
    overflowWrap: 'anywhere' as const,
    padding: `2px ${spacing.s1}`,
  };
  const severity = {
    ...fonts.small,
    borderRadius: effects.roundedCorner4,
    flexShrink: 0,
    fontWeight: 600,
    padding: `0 ${spacing.s2}`,
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
    error: { ...severity, backgroundColor: semanticColors.errorBackground, color: semanticColors.errorText },
    finding: { alignItems: 'baseline', display: 'flex', gap: spacing.s1 },
    findings: {
      display: 'flex',
      flexDirection: 'column',
      gap: spacing.s1,
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    hint: { color: semanticColors.bodySubtext },
    insert: { ...fonts.small, fontWeight: 400, minWidth: 0, padding: `0 ${spacing.s2}` },
    mark: {
      ...fonts.small,
      color: semanticColors.bodyText,
      minWidth: 0,
      overflowWrap: 'anywhere',
      textAlign: 'inherit',
    },
    note: { ...severity, backgroundColor: semanticColors.infoBackground, color: semanticColors.bodyText },
    place: { color: semanticColors.link, fontWeight: 600, textDecoration: 'underline' },
    remedy: {
      alignItems: 'baseline',
      display: 'flex',
      flex: 1,
      flexWrap: 'wrap',
      gap: `${spacing.s2} ${spacing.s1}`,
      minWidth: 0,
    },
    row: {
      alignItems: 'center',
      display: 'flex',
      flexWrap: 'wrap',
      gap: spacing.s2,
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    status: { color: semanticColors.errorText, fontWeight: 600 },
    warning: { ...severity, backgroundColor: semanticColors.warningBackground, color: semanticColors.warningText },
  });
};
