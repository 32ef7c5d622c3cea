import { toContactListItem } from '../../../../outbound/contactList/contactListItem';
import { regardingRelationshipName, toRelationshipNames } from '../../../../outbound/contactList/regardingRelationship';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
import { candidate, eligible, slugs } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const sms = { channelType: 'SMS', showInTimeline: true } as const;

describe('toContactListItem', () => {
  it('gives an SMS recipient a locale and the case as regarding record', () => {
    expect(toContactListItem(eligible(), sms)).toEqual({
      recipientNumber: mobileNumber(1),
      optIn: true,
      locale: '1057',
      regarding: {
        id: '10000000-0000-4000-8000-000000000001',
        entityRelationshipName: 'incident_msdyn_ocoutboundmessages',
      },
      slugs: slugs({ CaseName: 'Parcel lost', CustomerName: 'Siti Rahayu' }),
    });
  });

  it('names no regarding record when messages stay off the timeline', () => {
    expect(toContactListItem(eligible(), { ...sms, showInTimeline: false })).not.toHaveProperty('regarding');
  });

  it('leaves the locale out when none is known', () => {
    const recipient = eligible({ candidate: candidate({ lcid: undefined }) });
    expect(toContactListItem(recipient, sms)).not.toHaveProperty('locale');
  });

  it('sends only the slugs the template uses, in the template’s spelling', () => {
    const item = toContactListItem(eligible(), { ...sms, slugNames: [slugName('customername'), slugName('Unknown')] });
    expect(item.slugs).toEqual(slugs({ customername: 'Siti Rahayu' }));
  });

  it('gives a WhatsApp text its slugs but no locale', () => {
    const item = toContactListItem(eligible(), {
      channelType: 'WhatsApp',
      showInTimeline: true,
      templateName: 'Hello',
    });
    expect(item).not.toHaveProperty('locale');
    expect(item).not.toHaveProperty('contentTemplate');
    expect(item.slugs.size).toBe(2);
  });

  it('gives a WhatsApp content template numbered parameters and no slugs', () => {
    const item = toContactListItem(eligible(), {
      channelType: 'WhatsApp',
      showInTimeline: false,
      templateName: sid,
      contentVariables: toContentVariables([
        ['1', { kind: 'slug', slug: slugName('CUSTOMERNAME') }],
        ['2', { kind: 'slug', slug: slugName('Unknown') }],
      ]),
    });
    expect(item.slugs.size).toBe(0);
    expect(item.contentTemplate?.parameters).toEqual(
      new Map([
        [1, 'Siti Rahayu'],
        [2, ''],
      ]),
    );
  });

  it.each(['SMS', 'WhatsApp'] as const)('names the channel %s in every item only when asked to', (channelType) => {
    const options = { channelType, showInTimeline: false };
    expect(toContactListItem(eligible(), { ...options, withChannelId: true }).channelId).toBe(channelType);
    expect(toContactListItem(eligible(), options)).not.toHaveProperty('channelId');
  });

  it('takes a value that is too long for a variable as it is: whether it can be sent is not decided here', () => {
    const recipient = eligible({ candidate: candidate({ slugs: slugs({ CaseName: 'a'.repeat(256) }) }) });
    const contentVariables = toContentVariables([['1', { kind: 'slug', slug: slugName('CaseName') }]]);
    const options = { channelType: 'WhatsApp', showInTimeline: false, templateName: sid, contentVariables } as const;
    expect(toContactListItem(recipient, options).contentTemplate?.parameters.get(1)).toHaveLength(256);
  });

  it('takes a SID as a name for SMS like any other name', () => {
    expect(toContactListItem(eligible(), { ...sms, templateName: sid })).not.toHaveProperty('contentTemplate');
  });
});

describe('regardingRelationshipName', () => {
  const names = toRelationshipNames([
    {
      schemaName: 'regardingobjectid_new_special',
      referencedTable: 'new_special',
      referencingTable: 'msdyn_ocoutboundmessage',
      referencingColumn: 'regardingobjectid',
    },
    {
      schemaName: 'incident_emails',
      referencedTable: 'incident',
      referencingTable: 'email',
      referencingColumn: 'regardingobjectid',
    },
    {
      schemaName: 'owner_messages',
      referencedTable: 'account',
      referencingTable: 'msdyn_ocoutboundmessage',
      referencingColumn: 'ownerid',
    },
  ]);

  it('prefers what metadata says', () => {
    expect(regardingRelationshipName('new_special', names)).toBe('regardingobjectid_new_special');
  });

  it('falls back to the documented pattern', () => {
    expect(regardingRelationshipName('incident', names)).toBe('incident_msdyn_ocoutboundmessages');
    expect(regardingRelationshipName('contact')).toBe('contact_msdyn_ocoutboundmessages');
  });

  it('knows only regarding relationships of outbound messages', () => {
    expect([...names.keys()]).toEqual(['new_special']);
  });
});
