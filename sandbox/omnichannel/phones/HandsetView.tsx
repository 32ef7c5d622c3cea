/** Room sandbox/omnichannel/phones, browser side. One handset: its messages as bubbles, and a box to reply. */
import * as React from 'react';
import { IconButton, Spinner } from '@fluentui/react';
import type { BubbleMessage, HandsetDetail } from './apiClient';
import { Avatar } from './Avatar';
import { channelLabel, dayLabel, languageLabel, timeLabel } from './display';
import { ReplyBox } from './ReplyBox';

export interface HandsetViewProps {
  readonly number: string;
  /** Absent while it is loading. */
  readonly handset?: HandsetDetail;
  onBack(): void;
  onReply(text: string): Promise<boolean>;
}

export const HandsetView: React.FC<HandsetViewProps> = ({ number, handset, onBack, onReply }) => (
  <section className="phone" aria-label={`Phone of ${handset?.name ?? number}`}>
    <header className="phone-head">
      <IconButton
        className="phone-back"
        iconProps={{ iconName: 'Back' }}
        ariaLabel="Back to all phones"
        onClick={onBack}
      />
      <Avatar name={handset?.name} seed={number} />
      <div className="phone-who">
        <h2>
          <bdi>{handset?.name ?? (handset ? 'Unknown person' : '')}</bdi>
        </h2>
        <span>
          <bdi dir="ltr">{number}</bdi>
        </span>
      </div>
    </header>
    {handset ? <Messages handset={handset} /> : <Spinner className="phone-loading" label="Loading…" />}
    <ReplyBox
      key={number}
      disabled={!handset}
      channel={handset ? channelLabel(handset.lastMessage.channelType) : ''}
      onReply={onReply}
    />
  </section>
);

const Messages: React.FC<{ handset: HandsetDetail }> = ({ handset }) => {
  const log = React.useRef<HTMLDivElement>(null);
  const newest = handset.messages[handset.messages.length - 1]?.id;
  React.useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [newest]);
  const now = new Date();
  return (
    <div ref={log} className="phone-log" role="log" aria-label="Messages, newest last" tabIndex={0}>
      {handset.messages.map((message, index) => {
        const day = dayLabel(message.at, now);
        const before = handset.messages[index - 1];
        return (
          <React.Fragment key={message.id}>
            {(!before || dayLabel(before.at, now) !== day) && <bdi className="phone-day">{day}</bdi>}
            <Bubble message={message} />
          </React.Fragment>
        );
      })}
    </div>
  );
};

const Bubble: React.FC<{ message: BubbleMessage }> = ({ message }) => {
  const { direction, channelType, organizationNumber, text, at, language } = message;
  const isOwn = direction === 'from-customer';
  const details = [channelLabel(channelType), timeLabel(at), ...(language ? [languageLabel(language)] : [])];
  return (
    <div className={`bubble ${isOwn ? 'is-own' : 'is-theirs'} is-${channelLabel(channelType).toLowerCase()}`}>
      <span className="visually-hidden">{isOwn ? 'Customer: ' : `From ${organizationNumber}: `}</span>
      <p className="bubble-text" dir="auto" lang={language}>
        {text}
      </p>
      <p className="bubble-details">
        <bdi dir="ltr">{details.join(' · ')}</bdi>
      </p>
    </div>
  );
};
