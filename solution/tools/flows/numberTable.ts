/**
 * Room solution, flows. What a cloud flow has to know of the world's numbering plans. Its expressions know no patterns, so the plans
 * become a table of beginnings and lengths that can only be valid numbers. A number the table does not have is not decided: the
 * flow leaves it out. Nothing is in it by hand: it is the metadata of libphonenumber-js, read by the library's own rules.
 */
import metadata from 'libphonenumber-js/metadata.max.json';
import { NOWHERE, toMachine, type Machine, type Place } from './digitPatterns';

/** How numbers of a country are written at home. */
export interface HomeRules {
  readonly code: string;
  /** Dialled before a number at home; absent where it cannot be told from the number by its beginning alone. */
  readonly trunk?: string;
  /** Lengths, as `|12|13|`, at which a text that begins with the code can be no number at home: its plus is missing. */
  readonly plusless: string;
  /** Several countries share the code: any other text that begins with it is not decided. */
  readonly isShared: boolean;
}

export interface NumberTable {
  /** By the digits of a whole number in E.164, and by the beginning of one less its last digit: the digits that may follow it. */
  readonly valid: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Calling codes, with what is dialled at home, where a number from abroad may carry it (`+44 (0)20…`). */
  readonly codes: Readonly<Record<string, { readonly code: string; readonly trunk: string }>>;
  /** By ISO 3166 code. */
  readonly home: Readonly<Record<string, HomeRules>>;
}

/** Digits of a beginning behind the calling code at most. What is not decided by then is left out of the table. */
const DEEPEST = 4;
/** E.164. */
const MOST_DIGITS = 15;
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

interface Shape {
  readonly machine: Machine;
  readonly lengths: readonly number[];
}

interface Plan {
  readonly country: string;
  readonly code: string;
  readonly national: Shape;
  readonly lines: readonly Shape[];
  readonly leading?: Machine;
  readonly trunk?: string;
  /** Beginnings that the library takes for a prefix; with `$` in the pattern, whole numbers too. */
  readonly prefixes: readonly Machine[];
  readonly wholes: readonly Machine[];
  readonly hasPlainTrunk: boolean;
}

type Columns = readonly unknown[];

/** Columns by the library's METADATA.md. */
function toPlan(country: string, columns: Columns): Plan {
  const [code, , pattern, lengths, , ownPrefix, , parsedPrefix] = columns as [
    string,
    string,
    string,
    number[],
    unknown,
    string?,
    unknown?,
    string?,
  ];
  const [leading, lines] = columns.slice(10) as [string?, ([string, number[]?] | 0)[]?];
  const { wholes, prefixes } = prefixMachines(String(parsedPrefix || ownPrefix || ''));
  const plan = {
    country,
    code,
    national: { machine: toMachine(pattern), lengths },
    lines: (lines || []).flatMap((line) =>
      line && line[0] ? [{ machine: toMachine(line[0]), lengths: line[1] || lengths }] : [],
    ),
    ...(leading && { leading: toMachine(leading, { isPrefix: true }) }),
    ...(ownPrefix && { trunk: ownPrefix }),
    wholes,
    prefixes,
  };
  return { ...plan, hasPlainTrunk: isPlainTrunk(plan) };
}

/** `(<whole number>)$|<beginning>`, or a beginning alone. */
function prefixMachines(pattern: string): Pick<Plan, 'wholes' | 'prefixes'> {
  if (pattern === '') return { wholes: [], prefixes: [] };
  const match = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)\$(?:\|(.*))?$/.exec(pattern);
  if (!match) return { wholes: [], prefixes: [toMachine(pattern)] };
  return { wholes: [toMachine(match[1] ?? '')], prefixes: match[2] ? [toMachine(match[2])] : [] };
}

/** Is the prefix always exactly the trunk when a text begins with it? */
function isPlainTrunk({ trunk, prefixes, wholes }: Pick<Plan, 'trunk' | 'prefixes' | 'wholes'>): boolean {
  if (!trunk || wholes.some((machine) => run(machine, trunk) !== NOWHERE)) return false;
  return prefixes.every((machine) => {
    const states = run(machine, trunk);
    return machine.accepts(states) && DIGITS.every((digit) => machine.step(states, digit) === NOWHERE);
  });
}

const run = (machine: Machine, digits: string): Place =>
  [...digits].reduce((states, digit) => machine.step(states, Number(digit)), machine.start);

/** Where reading a number has got to, in every machine that has a say. */
interface Progress {
  readonly plans: readonly {
    readonly national: Place;
    readonly lines: readonly Place[];
    readonly leading: Place;
  }[];
  readonly prefixes: readonly Place[];
  readonly wholes: readonly Place[];
  /** A prefix stands at the beginning: which number is meant the table does not say. */
  readonly hasPrefix: boolean;
}

type Verdict = 'all' | 'some' | 'none';

/** Decides about the national numbers of one calling code. */
class CallingCode {
  private readonly known = new Map<string, Verdict>();

  constructor(private readonly plans: readonly Plan[]) {}

  private get main(): Plan | undefined {
    return this.plans[0];
  }

  /** Of every country: what is a whole number at home in one of them is not decided as a number of another. */
  private get wholes(): readonly Machine[] {
    return this.plans.flatMap(({ wholes }) => wholes);
  }

  start(): Progress {
    return {
      plans: this.plans.map(({ national, lines, leading }) => ({
        national: national.machine.start,
        lines: lines.map(({ machine }) => machine.start),
        leading: leading?.start ?? NOWHERE,
      })),
      prefixes: (this.main?.prefixes ?? []).map(({ start }) => start),
      wholes: this.wholes.map(({ start }) => start),
      hasPrefix: false,
    };
  }

  step(progress: Progress, digit: number): Progress {
    const prefixes = (this.main?.prefixes ?? []).map((machine, at) =>
      machine.step(progress.prefixes[at] ?? NOWHERE, digit),
    );
    return {
      plans: this.plans.map(({ national, lines, leading }, at) => {
        const before = progress.plans[at];
        return {
          national: national.machine.step(before?.national ?? NOWHERE, digit),
          lines: lines.map(({ machine }, line) => machine.step(before?.lines[line] ?? NOWHERE, digit)),
          leading: leading?.step(before?.leading ?? NOWHERE, digit) ?? NOWHERE,
        };
      }),
      prefixes,
      wholes: this.wholes.map((machine, at) => machine.step(progress.wholes[at] ?? NOWHERE, digit)),
      hasPrefix:
        progress.hasPrefix ||
        (this.main?.prefixes ?? []).some((machine, at) => machine.accepts(prefixes[at] ?? NOWHERE)),
    };
  }

  /** Are all numbers valid that go on with so many digits? */
  verdict(progress: Progress, length: number, left: number): Verdict {
    const key = `${length} ${left} ${keyOf(progress)}`;
    const known = this.known.get(key);
    if (known) return known;
    const verdict = this.judge(progress, length, left);
    this.known.set(key, verdict);
    return verdict;
  }

  private judge(progress: Progress, length: number, left: number): Verdict {
    if (progress.hasPrefix) return 'none';
    if (left === 0) return this.isValid(progress, length) ? 'all' : 'none';
    const verdicts = new Set(DIGITS.map((digit) => this.verdict(this.step(progress, digit), length, left - 1)));
    return verdicts.size === 1 ? ([...verdicts][0] ?? 'none') : 'some';
  }

  /** As the library: the country the number belongs to is found first, then it has to be a number of that country. */
  private isValid({ plans, wholes }: Progress, length: number): boolean {
    if (this.wholes.some((machine, at) => machine.accepts(wholes[at] ?? NOWHERE))) return false;
    for (const [at, plan] of this.plans.entries()) {
      const states = plans[at];
      if (!states) continue;
      const fits = ({ machine, lengths }: Shape, now: Place): boolean =>
        lengths.includes(length) && machine.accepts(now);
      const isNumber =
        fits(plan.national, states.national) &&
        plan.lines.some((line, index) => fits(line, states.lines[index] ?? NOWHERE));
      if (isNumber && (!plan.leading || plan.leading.accepts(states.leading))) return true;
      if (this.plans.length > 1 && plan.leading?.accepts(states.leading)) return false;
    }
    return false;
  }
}

const keyOf = ({ plans, prefixes, wholes, hasPrefix }: Progress): string =>
  hasPrefix
    ? 'prefix'
    : [
        ...plans.flatMap(({ national, lines, leading }) => [national, ...lines, leading]),
        ...prefixes,
        ...wholes,
      ].join();

type Valid = Record<string, Record<string, string>>;

/** Digits of the longest beginning in the table: a calling code of three digits, and four more. */
export const LONGEST_BEGINNING = 3 + DEEPEST;

function addBeginning(valid: Valid, beginning: string, length: number): void {
  const ofLength = (valid[length] ??= {});
  const stem = beginning.slice(0, -1);
  ofLength[stem] = `${ofLength[stem] ?? ''}${beginning.slice(-1)}`;
}

function addBeginnings(valid: Valid, code: string, plans: readonly Plan[]): void {
  const callingCode = new CallingCode(plans);
  const lengths = [...new Set(plans.flatMap(({ national }) => national.lengths))].sort((one, other) => one - other);
  const visit = (digits: string, progress: Progress, length: number): void => {
    const verdict = callingCode.verdict(progress, length, length - digits.length);
    if (verdict === 'all') {
      addBeginning(valid, `${code}${digits}`, code.length + length);
    } else if (verdict === 'some' && digits.length < DEEPEST) {
      for (const digit of DIGITS) visit(`${digits}${digit}`, callingCode.step(progress, digit), length);
    }
  };
  for (const length of lengths.filter((value) => code.length + value <= MOST_DIGITS)) {
    visit('', callingCode.start(), length);
  }
}

/** Lengths at which no number at home begins with the calling code, so that a text that does lacks its plus. */
function pluslessLengths({ code, national, prefixes, wholes, trunk }: Plan, isShared: boolean): number[] {
  const isPrefix = [...prefixes, ...wholes].some((machine) => run(machine, code) !== NOWHERE);
  if (isPrefix || trunk?.startsWith(code)) return [];
  const lengths = Array.from({ length: MOST_DIGITS }, (_, at) => at + 1).filter((length) => length > code.length + 3);
  // Whose number it is where several countries share a code, a pattern of one of them does not tell: only lengths that none has do.
  if (isShared) return lengths.filter((length) => length > Math.max(...national.lengths));
  return lengths.filter((length) => {
    let fronts: ReadonlySet<Place> = new Set([run(national.machine, code)]);
    for (let at = code.length; at < length; at += 1) {
      const next = [...fronts].flatMap((place) => DIGITS.map((digit) => national.machine.step(place, digit)));
      fronts = new Set(next.filter((place) => place !== NOWHERE));
    }
    return ![...fronts].some((place) => national.machine.accepts(place));
  });
}

const listed = (lengths: readonly number[]): string => (lengths.length === 0 ? '' : `|${lengths.join('|')}|`);

let known: NumberTable | undefined;

/** The table, the same for the same version of the library; made once. @throws {SourceInvalidError} when its patterns have another form. */
export const numberTable = (): NumberTable => (known ??= makeTable());

function makeTable(): NumberTable {
  const countries = Object.entries(metadata.countries as unknown as Record<string, Columns>);
  const plans = new Map(countries.map(([country, columns]) => [country, toPlan(country, columns)]));
  const sharers = metadata.country_calling_codes as Record<string, string[]>;
  const valid: Valid = {};
  const codes: Record<string, { code: string; trunk: string }> = {};
  for (const [code, sharing] of Object.entries(sharers)) {
    const sharingPlans = sharing.flatMap((country) => plans.get(country) ?? []);
    const [main] = sharingPlans;
    if (!main) continue;
    addBeginnings(valid, code, sharingPlans);
    codes[code] = { code, trunk: (main.hasPlainTrunk && main.trunk) || '' };
  }
  return {
    valid,
    codes,
    home: Object.fromEntries(
      [...plans].map(([country, plan]) => [
        country,
        {
          code: plan.code,
          ...(plan.hasPlainTrunk && plan.trunk && { trunk: plan.trunk }),
          plusless: listed(pluslessLengths(plan, (sharers[plan.code]?.length ?? 0) > 1)),
          isShared: (sharers[plan.code]?.length ?? 0) > 1,
        },
      ]),
    ),
  };
}
