/** Room sandbox/omnichannel/phones, browser side. The list of handsets: search, count, unread marks, more on scrolling. */
import * as React from 'react';
import { DefaultButton, FocusZone, FocusZoneDirection, Icon, SearchBox } from '@fluentui/react';
import type { HandsetList, HandsetSummary } from './apiClient';
import { Avatar } from './Avatar';
import { shortTimeLabel } from './display';

export interface HandsetListViewProps {
  readonly list?: HandsetList;
  readonly openNumber?: string;
  readonly search: string;
  onChoose(number: string): void;
  onLoadMore(): void;
  onSearch(search: string): void;
}

/** "1 phone, 3 with unread messages", for eyes and for screen readers. */
function countText(list: HandsetList): string {
  const phones = list.total === 1 ? '1 phone' : `${list.total.toLocaleString()} phones`;
  return list.unread === 0 ? phones : `${phones}, ${list.unread.toLocaleString()} with unread messages`;
}

export const HandsetListView: React.FC<HandsetListViewProps> = ({
  list,
  openNumber,
  search,
  onChoose,
  onLoadMore,
  onSearch,
}) => (
  <nav className="handsets" aria-label="Phones">
    <div className="handsets-head">
      <h1>Phones</h1>
      <SearchBox
        ariaLabel="Search by name or number"
        placeholder="Name or number"
        value={search}
        onChange={(_event, value) => onSearch(value ?? '')}
      />
      <p className="handsets-count" role="status">
        <bdi>{list ? countText(list) : 'Loading…'}</bdi>
      </p>
    </div>
    {list && list.handsets.length === 0 ? (
      <p className="handsets-empty">
        {search === ''
          ? 'No message has arrived yet. Send one from the app: the phones that get it appear here.'
          : 'No phone has this name or number.'}
      </p>
    ) : (
      <FocusZone as="ul" className="handsets-list" direction={FocusZoneDirection.vertical}>
        {list?.handsets.map((handset) => (
          <HandsetItem
            key={handset.number}
            handset={handset}
            isOpen={handset.number === openNumber}
            onChoose={onChoose}
          />
        ))}
        {list?.next !== undefined && <MoreItem onLoadMore={onLoadMore} />}
      </FocusZone>
    )}
  </nav>
);

interface HandsetItemProps {
  readonly handset: HandsetSummary;
  readonly isOpen: boolean;
  onChoose(number: string): void;
}

const HandsetItem: React.FC<HandsetItemProps> = ({ handset, isOpen, onChoose }) => {
  const { number, name, unreadCount, lastMessage } = handset;
  const isOwn = lastMessage.direction === 'from-customer';
  return (
    <li>
      <button
        type="button"
        className={`handset${isOpen ? ' is-open' : ''}${unreadCount > 0 ? ' is-unread' : ''}`}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onChoose(number)}
      >
        <Avatar name={name} seed={number} />
        <span className="handset-text">
          <span className="handset-line">
            <span className="handset-name">{name ? <bdi>{name}</bdi> : <bdi dir="ltr">{number}</bdi>}</span>
            <bdi className="handset-time">{shortTimeLabel(lastMessage.at, new Date())}</bdi>
          </span>
          {name && (
            <span className="handset-number">
              <bdi dir="ltr">{number}</bdi>
            </span>
          )}
          <span className="handset-line">
            <span className="handset-preview" dir="auto">
              {isOwn && <Icon iconName="Reply" aria-label="Replied: " className="handset-replied" />}
              {lastMessage.text}
            </span>
            {unreadCount > 0 && (
              <span className="handset-unread">
                {unreadCount}
                <span className="visually-hidden"> unread</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
};

/** Loads the next page when it scrolls into view, or when pressed. */
const MoreItem: React.FC<{ onLoadMore(): void }> = ({ onLoadMore }) => {
  const element = React.useRef<HTMLLIElement>(null);
  const load = React.useRef(onLoadMore);
  load.current = onLoadMore;
  React.useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) load.current();
    });
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  });
  return (
    <li ref={element} className="handsets-more">
      <DefaultButton text="Show more" onClick={onLoadMore} />
    </li>
  );
};
