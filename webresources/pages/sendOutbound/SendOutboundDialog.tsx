/** Room webresources/pages. The Send outbound dialog: state in, screen out. */
import * as React from 'react';
import { SendOutboundView } from './SendOutboundView';
import { useSendOutbound, type SendOutboundDialogProps } from './useSendOutbound';
import { toView } from './viewModel';

export const SendOutboundDialog: React.FunctionComponent<SendOutboundDialogProps> = (props) => {
  const [state, actions] = useSendOutbound(props);
  return <SendOutboundView view={toView(state)} actions={actions} time={props.time} now={props.gateway.clock()} />;
};
