/**
 * Room sandbox/omnichannel. The channel types that outbound messages can take, as values of the global choice
 * `msdyn_streamsource`. Source: Microsoft Learn, entity reference of msdyn_ocoutboundconfiguration.
 */
export const CHANNEL_TYPES = { sms: 192340000, whatsApp: 192300000 } as const;

export type ChannelType = (typeof CHANNEL_TYPES)[keyof typeof CHANNEL_TYPES];

/** Is this choice value one that outbound messages can take? Others exist, but have no templates. */
export const isChannelType = (value: unknown): value is ChannelType =>
  value === CHANNEL_TYPES.sms || value === CHANNEL_TYPES.whatsApp;

/** What people call it. */
export const channelTypeName = (type: ChannelType): 'SMS' | 'WhatsApp' =>
  type === CHANNEL_TYPES.sms ? 'SMS' : 'WhatsApp';
