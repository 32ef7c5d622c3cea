/** Room sandbox/omnichannel/phones, browser side. One handset: its messages as bubbles, and a box to reply. */
import * as React from 'react';
import { DefaultButton, IconButton, Spinner } from '@fluentui/react';
import type { BubbleMessage, HandsetDetail } from './apiClient';
import { Avatar } from './Avatar';
import { channelName, dayLabel, languageLabel, timeLabel } from './display';
import { ReplyBox } from './ReplyBox';
import { useWords } from './useWords';

export interface HandsetViewProps {
  readonly number: string;
  /** Absent while it is loading. */
  readonly handset?: HandsetDetail;
  /** It could not be loaded. */
  readonly isLost: boolean;
  onBack(): void;
  onTryAgain(): void;
  onReply(text: string): Promise<boolean>;
}

export const HandsetView: React.FC<HandsetViewProps> = (props) => {
  const { number, handset, isLost, onBack, onTryAgain, onReply } = props;
  const { text } = useWords();
  return (
    <section className="phone" aria-label={text('phoneOf', handset?.name ?? number)}>
      <header className="phone-head">
        <IconButton className="phone-back" iconProps={{ iconName: 'Back' }} ariaLabel={text('back')} onClick={onBack} />
        <Avatar name={handset?.name} seed={number} />
        <div className="phone-who">
          <h2>
            <bdi>{handset?.name ?? (handset ? text('unknownPerson') : '')}</bdi>
          </h2>
          <span>
            <bdi dir="ltr">{number}</bdi>
          </span>
        </div>
      </header>
      {handset && <Messages handset={handset} />}
      {!handset && !isLost && <Spinner className="phone-loading" label={text('loading')} />}
      {isLost && (
        <div className="phone-lost">
          <DefaultButton text={text('tryAgain')} onClick={onTryAgain} />
        </div>
      )}
      <ReplyBox
        key={number}
        disabled={!handset}
        channel={handset ? (channelName(handset.lastMessage.channelType) ?? text('message')) : ''}
        onReply={onReply}
      />
    </section>
  );
};

const Messages: React.FC<{ handset: HandsetDetail }> = ({ handset }) => {
  const { language, text } = useWords();
  const log = React.useRef<HTMLDivElement>(null);
  const newest = handset.messages[handset.messages.length - 1]?.id;
  React.useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [newest]);
  const now = new Date();
  return (
    <div ref={log} className="phone-log" role="log" aria-label={text('messages')} tabIndex={0}>
      {handset.messages.map((message, index) => {
        const day = dayLabel(message.at, now, language);
        const before = handset.messages[index - 1];
        return (
          <React.Fragment key={message.id}>
            {(!before || dayLabel(before.at, now, language) !== day) && <bdi className="phone-day">{day}</bdi>}
            <Bubble message={message} />
          </React.Fragment>
        );
      })}
    </div>
  );
};

const Bubble: React.FC<{ message: BubbleMessage }> = ({ message }) => {
  const words = useWords();
  const { direction, channelType, organizationNumber, text, at, language } = message;
  const channel = channelName(channelType);
  const isOwn = direction === 'from-customer';
  const details = [
    channel ?? words.text('message'),
    timeLabel(at, words.language),
    ...(language ? [languageLabel(language, words.language)] : []),
  ];
  return (
    <div className={`bubble ${isOwn ? 'is-own' : 'is-theirs'} is-${channel?.toLowerCase() ?? 'other'}`}>
      <span className="visually-hidden">{isOwn ? words.text('customer') : words.text('from', organizationNumber)}</span>
      <p className="bubble-text" dir="auto" lang={language}>
        {text}
      </p>
      <p className="bubble-details">
        <bdi dir="ltr">{details.join(' · ')}</bdi>
      </p>
    </div>
  );
};
