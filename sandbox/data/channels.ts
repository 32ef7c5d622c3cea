/**
 * Room sandbox/data. The sample channels, and a template with a configuration, so that a new user can send at once. The
 * numbers belong to nobody (reserved for fiction in the United States).
 */
import { languageReference, reference, sampleId, type SampleRow } from './sampleRow';

const SMS = 192340000;
const WHATSAPP = 192300000;
const ENGLISH = 1033;
const INDONESIAN = 1057;

const SMS_NUMBER = '+18335550100';
const WHATSAPP_NUMBER = '+12065550199';

/** Channel records, in an order in which each finds the rows it refers to. */
export function sampleChannels(): SampleRow[] {
  const row = (table: string, key: string, values: SampleRow['values']): SampleRow => ({
    table,
    id: sampleId(table, key),
    values,
  });
  return [
    row('msdyn_liveworkstream', 'sms', { msdyn_name: 'SMS workstream (sample)', msdyn_streamsource: SMS }),
    row('msdyn_liveworkstream', 'whatsapp', {
      msdyn_name: 'WhatsApp workstream (sample)',
      msdyn_streamsource: WHATSAPP,
    }),
    row('msdyn_ocphonenumber', 'sms', {
      msdyn_name: SMS_NUMBER,
      msdyn_phonenumber: SMS_NUMBER,
      msdyn_smsoutboundenabled: true,
      msdyn_smsinboundenabled: true,
      // Toll free, from Azure Communication Services, direct offer.
      msdyn_type: 192350001,
      msdyn_phonenumbertype: 0,
      msdyn_ocphonenumbersource: 192350000,
      msdyn_countryisocode: 'US',
    }),
    row('msdyn_ocsmschannelsetting', 'sms', {
      msdyn_name: 'SMS (sample)',
      msdyn_phonenumberid: reference('msdyn_ocphonenumber', 'sms'),
      msdyn_liveworkstreamid: reference('msdyn_liveworkstream', 'sms'),
      msdyn_language: languageReference(ENGLISH),
    }),
    row('msdyn_ocwhatsappchannelaccount', 'whatsapp', {
      msdyn_name: 'WhatsApp account (sample)',
      msdyn_providertype: 192350000,
    }),
    row('msdyn_ocwhatsappchannelnumber', 'whatsapp', {
      msdyn_name: 'WhatsApp (sample)',
      msdyn_organizationphonenumber: WHATSAPP_NUMBER,
      msdyn_ocwhatsappaccountid: reference('msdyn_ocwhatsappchannelaccount', 'whatsapp'),
      msdyn_liveworkstreamid: reference('msdyn_liveworkstream', 'whatsapp'),
      msdyn_ocwidgetlanguage: languageReference(ENGLISH),
    }),
    row('msdyn_ocsystemmessage', 'case-follow-up', {
      msdyn_name: 'Case follow-up (sample)',
      msdyn_messagetype: 3,
      msdyn_streamsource: SMS,
      msdyn_messagereceiver: 192350001,
      msdyn_messagetemplatetrigger: 1,
      msdyn_defaultlanguage: languageReference(ENGLISH),
      msdyn_messagetext:
        'Hello {CustomerName}, this is about your case "{CaseName}". Is everything solved? Just reply to this message.',
    }),
    row('msdyn_oclocalizationdata', 'case-follow-up-1057', {
      msdyn_systemmessageid: reference('msdyn_ocsystemmessage', 'case-follow-up'),
      msdyn_customerlanguageid: languageReference(INDONESIAN),
      msdyn_languagecode: INDONESIAN,
      msdyn_localizedtext:
        'Halo {CustomerName}, ini tentang kasus Anda "{CaseName}". Apakah semuanya sudah beres? Balas saja pesan ini.',
    }),
    row('msdyn_ocoutboundconfiguration', 'case-follow-up', {
      msdyn_name: 'Case follow-up by SMS (sample)',
      msdyn_channel: SMS,
      msdyn_channelid: SMS_NUMBER,
      msdyn_channeldisplayname: `SMS ${SMS_NUMBER}`,
      msdyn_messagetemplate: reference('msdyn_ocsystemmessage', 'case-follow-up'),
      msdyn_showinactivities: true,
      // Create conversation when customer responds.
      msdyn_type: 100000000,
    }),
  ];
}
