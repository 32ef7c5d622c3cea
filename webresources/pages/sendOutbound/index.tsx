/** Room webresources/pages. Starts the Send outbound dialog with the rows that the command left under the page's `data`. */
import '../fluentSetup';
import * as React from 'react';
import { readPageData, readSendRequest } from '../../gateways/sendRequest';
import { hostUserTime } from '../hostUserTime';
import { mountPage } from '../mountPage';
import { SendOutboundDialog } from './SendOutboundDialog';
import { createXrmGateway } from './xrmGateway';

void mountPage(() => {
  const key = readPageData(window.location.search);
  const request = key === undefined ? undefined : readSendRequest(sessionStorage, key);
  const element = <SendOutboundDialog gateway={createXrmGateway()} request={request} time={hostUserTime()} />;
  return { titleKey: 'dialogTitle', element };
});
