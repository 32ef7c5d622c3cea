/**
 * Room tests. Opt-outs in every spelling of a number: nobody a shipped flow writes to is left out by outbound, whichever of two
 * rows with one number is spelled oddly, and whichever of them opted out.
 */
import { normalizeNumber } from '../../../../outbound/recipients/phoneNumber';
import { TEST_DAY } from '../../../support/sandbox';
import { CASES_RESOLVED, numberOf, received, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

const shifted = (zero: number) => (digits: string) =>
  [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
const circled = (digits: string): string =>
  [...digits].map((digit) => (digit === '0' ? '⓪' : String.fromCharCode(0x245f + Number(digit)))).join('');
/** `0812`, a sign, four digits, the sign again, four digits. */
const between = (sign: string) => (digits: string) => `0812${sign}${digits.slice(0, 4)}${sign}${digits.slice(4)}`;

/** Ways to write `+62 812` and eight digits, all of which outbound reads as that number. */
const READ_BY_BOTH: readonly (readonly [name: string, spell: (digits: string) => string])[] = [
  ['plain', (digits) => `+62812${digits}`],
  ['blanks', between(' ')],
  ['hyphens', between('-')],
  ['dots', between('.')],
  ['hyphen of U+2010', between('\u2010')],
  ['hyphen that does not break', between('\u2011')],
  ['figure dash', between('\u2012')],
  ['en dash', between('\u2013')],
  ['em dash', between('\u2014')],
  ['bar', between('\u2015')],
  ['minus', between('\u2212')],
  ['mark of long vowels', between('\u30fc')],
  ['hyphen of full width', between('\uff0d')],
  ['slash', between('/')],
  ['slash of full width', between('\uff0f')],
  ['dot of full width', between('\uff0e')],
  ['swung dash', between('\u2053')],
  ['tilde operator', between('\u223c')],
  ['round brackets', (digits) => `(0812) ${digits}`],
  ['square brackets', (digits) => `[0812] ${digits}`],
  ['round brackets of full width', (digits) => `\uff080812\uff09${digits}`],
  ['square brackets of full width', (digits) => `\uff3b0812\uff3d${digits}`],
  ['blank that does not break', between('\u00a0')],
  ['en quad', between('\u2000')],
  ['em blank', between('\u2003')],
  ['figure blank', between('\u2007')],
  ['thin blank', between('\u2009')],
  ['hair blank', between('\u200a')],
  ['narrow blank that does not break', between('\u202f')],
  ['blank of mathematics', between('\u205f')],
  ['ideographic blank', between('\u3000')],
  ['soft hyphen', between('\u00ad')],
  ['blank without width', between('\u200b')],
  ['joiners', (digits) => `0812\u200c${digits.slice(0, 4)}\u200d${digits.slice(4)}`],
  ['embedding marks', (digits) => `\u202a+62812${digits}\u202c`],
  ['override marks', (digits) => `\u202d+62812${digits}\u202c`],
  ['isolating marks', (digits) => `\u2066+62812${digits}\u2069`],
  ['invisible operators', (digits) => `0812\u2062${digits}\u2064`],
  ['byte order mark', (digits) => `\ufeff0812${digits}`],
  ['tab behind it', (digits) => `0812${digits}\t`],
  ['trunk zero behind the calling code', (digits) => `+62 (0) 812 ${digits}`],
  ['two zeros', (digits) => `0062 812 ${digits}`],
  ['no plus', (digits) => `62812${digits}`],
  ['plus of full width', (digits) => `\uff0b62812${digits}`],
  ['digits of full width', (digits) => shifted(0xff10)(`0812${digits}`)],
  ['Arabic-Indic digits', (digits) => shifted(0x660)(`0812${digits}`)],
  ['Eastern Arabic-Indic digits', (digits) => shifted(0x6f0)(`0812${digits}`)],
];

/** Ways that outbound reads, and the flow does not. */
const READ_BY_OUTBOUND: typeof READ_BY_BOTH = [
  ['prefix of its country', (digits) => `008 62 812 ${digits}`],
  ['small hyphens', between('\ufe63')],
  ['vowel marks of half width', between('\uff70')],
  ['dots in a row', between('\u2026')],
  ['tilde far from the end', (digits) => `0~812${digits}`],
  ['lowered digits', (digits) => `0812${shifted(0x2080)(digits)}`],
  ['circled digits', (digits) => `0812${circled(digits)}`],
  ['digits of mathematics', (digits) => `0812${shifted(0x1d7ce)(digits)}`],
  ['raised plus', (digits) => `\u207a62812${digits}`],
  ['a part of the line', (digits) => `+62812${digits};isub=12`],
];

/** Two spellings of one number each: only outbound knows the first. */
const ABROAD: readonly (readonly [odd: string, plain: string])[] = [
  ['+55 0 11 91234 5678', '+5511912345678'],
  ['+55 0 15 11 98765 4321', '+5511987654321'],
  ['+54 0 11 15 2345 6789', '+5491123456789'],
  ['+54 11 15 3456 7890', '+5491134567890'],
  ['+36 06 20 123 4567', '+36201234567'],
  ['+7 8 912 345 67 89', '+79123456789'],
  ['+49 (0)1512\u20133456789', '+4915123456789'],
  ['+1 (202) 555\u20110143', '+12025550143'],
];

/** Eight digits of a number that nobody else has. */
const digitsOf = (index: number): string => numberOf(index).slice(6);

describe('the spellings', () => {
  it.each([
    ...[...READ_BY_BOTH, ...READ_BY_OUTBOUND].map(([name, spell]) => [name, spell(digitsOf(1)), numberOf(1)] as const),
    ...ABROAD.map(([odd, plain]) => [odd, odd, plain] as const),
  ])('are read by outbound: %s', (_, odd, plain) =>
    expect(normalizeNumber(odd, 'ID')).toMatchObject({ recipientNumber: plain }),
  );
});

let flows: ShippedFlows;

/** Pairs of rows: for each spelling the odd row that opted out and a plain one, then the other way round. */
function addPairs(): void {
  [...READ_BY_BOTH, ...READ_BY_OUTBOUND].forEach(([name, spell], at) => {
    const [one, other] = [100 + 10 * at, 105 + 10 * at];
    flows.addCase({ number: spell(digitsOf(one)), isOut: true, name: `Out ${name}` });
    flows.addCase({ number: numberOf(one), name: `Plain ${name}` });
    flows.addCase({ number: spell(digitsOf(other)), name: `Odd ${name}` });
    flows.addCase({ number: numberOf(other), isOut: true, name: `Plain out ${name}` });
  });
  ABROAD.forEach(([odd, plain]) => {
    flows.addCase({ number: odd, isOut: true, name: `Out ${odd}` });
    flows.addCase({ number: plain, name: `Plain ${plain}` });
  });
}

const numbersIn = (fates: Awaited<ReturnType<ShippedFlows['fates']>>): string[] =>
  [...fates.values()].flatMap((fate) => ('item' in fate ? [fate.item.tocontactid] : []));

describe('opt-outs in other spellings', () => {
  afterEach(() => flows.close());

  it('hold for the number in any row, as outbound has it, person by person', async () => {
    flows = await ShippedFlows.open(() => TEST_DAY);
    addPairs();
    READ_BY_BOTH.forEach(([name, spell], at) => {
      flows.addCase({ number: spell(digitsOf(5000 + at)), name: `Alone ${name}` });
    });
    flows.addCase({ number: numberOf(6000), name: 'Nobody opted out' });
    const plan = await flows.plan('incident', 'statecode eq 1');
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Succeeded');
    const fates = await flows.fates();
    expect(fates.size).toBe(plan.size);
    const written = [...fates.values()].filter((fate) => 'item' in fate);
    expect(written.filter(({ rowId }) => !('item' in (plan.get(rowId) ?? {})))).toEqual([]);
    expect(written).toHaveLength(READ_BY_BOTH.length + 1);
    expect((await received(flows)).sort()).toEqual(numbersIn(plan).sort());
  });

  it('hold for their own row alone, where the setting says so', async () => {
    flows = await ShippedFlows.open(() => TEST_DAY, { obm_OptOutHoldsForNumber: 'no' });
    flows.addCase({ number: `008 62 812 ${digitsOf(1)}`, isOut: true, name: 'Out' });
    flows.addCase({ number: numberOf(1), name: 'Plain' });
    await flows.run(CASES_RESOLVED);
    expect(await received(flows)).toEqual([numberOf(1)]);
  });

  it('leave out whoever has the same last eight digits as an opt-out whose number cannot be read', async () => {
    flows = await ShippedFlows.open(() => TEST_DAY);
    flows.addCase({ number: '12345678', isOut: true, name: 'Out' });
    const same = flows.addCase({ number: '+6281212345678', name: 'Same end' });
    const near = flows.addCase({ number: '+6281222345678', name: 'Seven digits alike' });
    await flows.run(CASES_RESOLVED);
    const fates = await flows.fates();
    expect(fates.get(same)).toEqual({ rowId: same, reason: 'opted-out' });
    expect(fates.get(near)).toHaveProperty('item');
  });
});
