/** Room sandbox/omnichannel/phones, browser side. The list of handsets: search, count, unread marks, more on scrolling. */
import * as React from 'react';
import { DefaultButton, FocusZone, FocusZoneDirection, Icon, SearchBox } from '@fluentui/react';
import type { HandsetList, HandsetSummary } from './apiClient';
import { Avatar } from './Avatar';
import { shortTimeLabel } from './display';
import { useWords, type Words } from './useWords';

export interface HandsetListViewProps {
  readonly list?: HandsetList;
  readonly openNumber?: string;
  readonly search: string;
  onChoose(number: string): void;
  onLoadMore(): void;
  onSearch(search: string): void;
}

/** "1 phone, 3 with unread messages", for eyes and for screen readers. */
function countText(list: HandsetList, { language, text }: Words): string {
  const phones = list.total === 1 ? text('onePhone') : text('countOfPhones', list.total.toLocaleString(language));
  return list.unread === 0 ? phones : text('withUnread', phones, list.unread.toLocaleString(language));
}

export const HandsetListView: React.FC<HandsetListViewProps> = ({
  list,
  openNumber,
  search,
  onChoose,
  onLoadMore,
  onSearch,
}) => {
  const words = useWords();
  const { text } = words;
  return (
    <nav className="handsets" aria-label={text('phones')}>
      <div className="handsets-head">
        <h1>{text('phones')}</h1>
        <SearchBox
          ariaLabel={text('search')}
          placeholder={text('searchHint')}
          value={search}
          onChange={(_event, value) => onSearch(value ?? '')}
        />
        <p className="handsets-count" role="status">
          <bdi>{list ? countText(list, words) : text('loading')}</bdi>
        </p>
      </div>
      {list && list.handsets.length === 0 ? (
        <p className="handsets-empty">{text(search === '' ? 'nothingYet' : 'nothingFound')}</p>
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
};

interface HandsetItemProps {
  readonly handset: HandsetSummary;
  readonly isOpen: boolean;
  onChoose(number: string): void;
}

const HandsetItem: React.FC<HandsetItemProps> = ({ handset, isOpen, onChoose }) => {
  const { language, text } = useWords();
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
            <bdi className="handset-time">{shortTimeLabel(lastMessage.at, new Date(), language)}</bdi>
          </span>
          {name && (
            <span className="handset-number">
              <bdi dir="ltr">{number}</bdi>
            </span>
          )}
          <span className="handset-line">
            <span className="handset-preview" dir="auto">
              {isOwn && <Icon iconName="Reply" aria-label={text('replied')} className="handset-replied" />}
              {lastMessage.text}
            </span>
            {unreadCount > 0 && (
              <span className="handset-unread">
                {unreadCount}
                <span className="visually-hidden">{text('unread')}</span>
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
  const { text } = useWords();
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
      <DefaultButton text={text('showMore')} onClick={onLoadMore} />
    </li>
  );
};
