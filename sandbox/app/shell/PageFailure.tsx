/** Room sandbox/app. The error state of a page or grid: what happened, and a way to try again. */
import * as React from 'react';
import { DefaultButton, MessageBar, MessageBarType } from '@fluentui/react';
import { hostText } from './strings';

export interface PageFailureProps {
  readonly lcid: number;
  readonly message: string;
  retry?(): void;
}

export function PageFailure({ lcid, message, retry }: PageFailureProps): React.ReactElement {
  return (
    <div className="page-failure" role="alert">
      <MessageBar messageBarType={MessageBarType.error} isMultiline>
        <strong>{hostText(lcid, 'loadFailed')}</strong> {message}
      </MessageBar>
      {retry && <DefaultButton text={hostText(lcid, 'tryAgain')} onClick={retry} />}
    </div>
  );
}
