/** Room webresources/pages. Starts the send monitor with the form it stands on. */
import '../fluentSetup';
import * as React from 'react';
import { startTimer } from '../../gateways/browserHost';
import { textLanguage } from '../../gateways/texts';
import { hostXrm, toPlainId } from '../../gateways/xrmHost';
import { mountPage } from '../mountPage';
import { onForm } from './formHost';
import { SendMonitorPage } from './SendMonitorPage';
import { createUserTime } from './userTime';
import { createXrmGateway } from './xrmGateway';

onForm(window, (form) => {
  void mountPage(() => {
    const { userSettings } = hostXrm().Utility.getGlobalContext();
    const userTime = createUserTime(
      userSettings.getTimeZoneOffsetMinutes(),
      (instant) => -instant.getTimezoneOffset(),
      new Date(),
      textLanguage,
    );
    const host = { startTimer, isVisible: () => document.visibilityState !== 'hidden', userTime };
    const sendId = toPlainId(form.data.entity.getId());
    const element = <SendMonitorPage key={sendId} gateway={createXrmGateway(form)} host={host} sendId={sendId} />;
    return { titleKey: 'monitorTitle', element };
  });
});
