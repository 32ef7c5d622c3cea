/** Room sandbox/omnichannel/phones, browser side. The page: all phones on one side, the open one on the other. */
import * as React from 'react';
import { Icon, MessageBar, MessageBarType } from '@fluentui/react';
import { HandsetListView } from './HandsetListView';
import { HandsetView } from './HandsetView';
import { usePhones } from './usePhones';
import { useWords } from './useWords';

export const PhonesApp: React.FC = () => {
  const { text } = useWords();
  const phones = usePhones();
  const { list, open, openNumber, problem, search } = phones;
  return (
    <div className={`phones${openNumber === undefined ? '' : ' has-open'}`}>
      {problem && (
        <MessageBar
          className="phones-problem"
          messageBarType={MessageBarType.error}
          dismissButtonAriaLabel={text('close')}
          onDismiss={phones.dismissProblem}
        >
          {text(problem.key, ...problem.values)}
        </MessageBar>
      )}
      <HandsetListView
        list={list}
        openNumber={openNumber}
        search={search}
        onChoose={phones.choose}
        onLoadMore={() => void phones.loadMore()}
        onSearch={phones.setSearch}
      />
      <main className="phones-stage">
        {openNumber === undefined ? (
          <div className="phones-none">
            <Icon iconName="CellPhone" aria-hidden />
            <p>{text('choose')}</p>
          </div>
        ) : (
          <HandsetView
            handset={open}
            number={openNumber}
            isLost={phones.isLost}
            onTryAgain={phones.tryAgain}
            onBack={() => phones.choose(undefined)}
            onReply={phones.reply}
          />
        )}
      </main>
    </div>
  );
};
