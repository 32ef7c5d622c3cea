/** Room sandbox/omnichannel/phones, browser side. Where the customer types: Enter sends, Shift and Enter breaks the line. */
import * as React from 'react';
import { IconButton, TextField } from '@fluentui/react';
import { useWords } from './useWords';

const MAX_CHARACTERS = 2048;

export interface ReplyBoxProps {
  /** What the reply goes out by, such as `SMS`. */
  readonly channel: string;
  readonly disabled: boolean;
  /** @returns false when the reply was not taken; the text stays. */
  onReply(text: string): Promise<boolean>;
}

export const ReplyBox: React.FC<ReplyBoxProps> = ({ channel, disabled, onReply }) => {
  const words = useWords();
  const [text, setText] = React.useState('');
  const [sending, setSending] = React.useState(false);
  const canSend = !disabled && !sending && text.trim() !== '';

  const send = async (): Promise<void> => {
    if (!canSend) return;
    setSending(true);
    const taken = await onReply(text.trim());
    setSending(false);
    // What was typed on meanwhile is the next reply.
    if (taken) setText((now) => (now.startsWith(text) ? now.slice(text.length) : now));
  };

  return (
    <form
      className="reply"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        className="reply-text"
        ariaLabel={words.text('replyAsCustomer', channel)}
        autoAdjustHeight
        borderless
        disabled={disabled}
        maxLength={MAX_CHARACTERS}
        multiline
        placeholder={words.text('replyBy', channel)}
        resizable={false}
        rows={1}
        value={text}
        onChange={(_event, value) => setText(value ?? '')}
        onKeyDown={(event) => {
          // While an input method composes a character, Enter belongs to it.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <IconButton
        className="reply-send"
        type="submit"
        ariaLabel={words.text('sendReply')}
        iconProps={{ iconName: 'Send' }}
        disabled={!canSend}
      />
    </form>
  );
};
