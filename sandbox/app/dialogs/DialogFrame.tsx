/** Room sandbox/app. The frame of a large dialog: in the middle or at the side, with title and close button. */
import * as React from 'react';
import { IconButton, Modal, Panel, PanelType, getId } from '@fluentui/react';
import type { NavigationOptions } from '../contracts';
import { hostText } from '../shell/strings';

export interface DialogFrameProps {
  readonly lcid: number;
  readonly title: string;
  readonly options: NavigationOptions;
  onDismiss(): void;
  readonly children: React.ReactNode;
}

/** CSS length of a dialog's size: a number is pixels. */
export function cssSize(size: NavigationOptions['width'], fallback: string): string {
  if (size === undefined) return fallback;
  return typeof size === 'number' ? `${size}px` : `${size.value}${size.unit}`;
}

/** Percentages are of the window, not of the element that holds the dialog. */
const windowSize = (size: string, unit: 'vw' | 'vh'): string => size.replace(/%$/, unit);

/** Sizes are the caller's, never larger than the window. Differs from the platform: the size without options is inferred. */
export function DialogFrame({ lcid, title, options, onDismiss, children }: DialogFrameProps): React.ReactElement {
  const [titleId] = React.useState(() => getId('dialog-title'));
  const width = windowSize(cssSize(options.width, options.position === 2 ? '480px' : '70%'), 'vw');
  const height = windowSize(cssSize(options.height, '80%'), 'vh');
  if (options.position === 2) {
    return (
      <Panel
        isOpen
        isBlocking
        type={PanelType.custom}
        customWidth={`min(${width}, 100vw)`}
        headerText={title}
        closeButtonAriaLabel={hostText(lcid, 'close')}
        onDismiss={onDismiss}
        styles={{
          scrollableContent: { height: '100%', display: 'flex', flexDirection: 'column' },
          content: { flex: 1, padding: 0, minHeight: 0 },
        }}
      >
        {children}
      </Panel>
    );
  }
  return (
    <Modal
      isOpen
      isBlocking
      isAlert={false}
      onDismiss={onDismiss}
      titleAriaId={titleId}
      containerClassName="dialog-frame-container"
    >
      <div className="dialog-frame" style={{ width: `min(${width}, 100vw)`, height: `min(${height}, 100vh)` }}>
        <div className="dialog-frame-header">
          <h2 id={titleId}>{title}</h2>
          <IconButton
            iconProps={{ iconName: 'Cancel' }}
            ariaLabel={hostText(lcid, 'close')}
            title={hostText(lcid, 'close')}
            onClick={onDismiss}
          />
        </div>
        <div className="dialog-frame-body">{children}</div>
      </div>
    </Modal>
  );
}
