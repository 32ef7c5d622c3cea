/**
 * Room solution, flows. A net for opt-outs: whoever opted out with a number that the table of numbering plans does not decide may be
 * somebody else's row in another spelling, which outbound reads as one number. Nobody is written to whose number ends like such a number.
 */
import { filter, select, type Actions } from './definition';
import { ODD_READINGS, read } from './numberSigns';

/** Digits at the end that have to be the same: what stands before them may be a calling code, or what is dialled before one or behind it. */
const LAST_DIGITS = 8;
/** Signs that one action replaces: nested calls go as deep. */
const MOST_AT_ONCE = 70;
const PADDING = '-';

/** So many signs at the end of a text, with padding before one that is shorter. */
const endOf = (text: string, length: number): string =>
  `substring(concat('${PADDING.repeat(length)}', ${text}), length(${text}))`;

/**
 * The actions from everybody to the ends of undecided numbers of opt-outs.
 * @param people expression of a list whose items have `isOut`, `isValid`, and the number as `bare`
 */
export function optOutActions(people: string): Actions {
  const rounds = Array.from({ length: Math.ceil(ODD_READINGS.length / MOST_AT_ONCE) }, (_, at) => at);
  const round = (at: number): string => `Opt_outs_in_plain_digits_${at + 1}`;
  const readings = rounds.map((at) => {
    const signs = ODD_READINGS.slice(at * MOST_AT_ONCE, (at + 1) * MOST_AT_ONCE);
    return at === 0
      ? // Behind a semicolon stand parameters: `;isub=`, `;phone-context=` (RFC 3966).
        select("@body('Undecided_opt_outs')", `@${read("first(split(item()?['bare'], ';'))", signs)}`)
      : select(`@body('${round(at - 1)}')`, `@${read('item()', signs)}`);
  });
  return {
    Undecided_opt_outs: filter(`@${people}`, "@and(item()?['isOut'], not(item()?['isValid']))"),
    ...Object.fromEntries(readings.map((action, at) => [round(at), action])),
    Ends_of_opt_outs: select(`@body('${round(rounds.length - 1)}')`, `@${endOf('item()', LAST_DIGITS)}`),
  };
}

/**
 * Expression: does a number in E.164 without its plus end like one of them? A number written with one digit less has to have no more
 * than these: local numbers of North America are so short.
 */
export function isNearOptOut(to: string): string {
  const isAmong = (end: string): string => `contains(body('Ends_of_opt_outs'), ${end})`;
  const local = `concat('${PADDING}', ${endOf(to, LAST_DIGITS - 1)})`;
  return `or(${isAmong(endOf(to, LAST_DIGITS))}, ${isAmong(local)})`;
}
