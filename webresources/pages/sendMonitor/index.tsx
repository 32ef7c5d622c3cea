/** Room webresources/pages. Starts the send monitor with the form it stands on. */
import '../fluentSetup';
import * as React from 'react';
import { startTimer } from '../../gateways/browserHost';
import { toPlainId } from '../../gateways/xrmHost';
import { hostUserTime } from '../hostUserTime';
import { mountPage } from '../mountPage';
import { onForm } from './formHost';
import { SendMonitorPage } from './SendMonitorPage';
import { createXrmGateway } from './xrmGateway';

onForm(window, (form) => {
  void mountPage(() => {
    const isVisible = (): boolean => document.visibilityState !== 'hidden';
    const host = { startTimer, isVisible, userTime: hostUserTime() };
    const sendId = toPlainId(form.data.entity.getId());
    const element = <SendMonitorPage key={sendId} gateway={createXrmGateway(form)} host={host} sendId={sendId} />;
    return { titleKey: 'monitorTitle', element };
  });
});
