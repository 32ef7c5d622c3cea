/**
 * Room sandbox/flows. Why a flow is off or does not run, as a sentence with a remedy, in English and Indonesian. Pure: for the
 * server and for the page.
 */
import { fillPlaces } from '../../app/host/fillPlaces';

type Sentence = { readonly en: string; readonly id: string };

const variable = (en: string, id: string): Sentence => ({
  en: `This flow cannot run: the environment variable "{0}" ({1}) ${en}. Until then no run begins, and missed runs are not caught up on.`,
  id: `Alur ini tidak dapat berjalan: variabel lingkungan "{0}" ({1}) ${id}. Sampai saat itu tidak ada eksekusi yang dimulai, dan eksekusi yang terlewat tidak disusulkan.`,
});

const holds = (en: string, id: string): Sentence =>
  variable(
    `has to hold ${en}, and holds something else. Correct its value`,
    `harus berisi ${id}, tetapi isinya lain. Perbaiki nilainya`,
  );

/** By code; the places are filled with the problem's values. */
const SENTENCES = {
  'variable-not-int': holds('a whole number, such as 25', 'bilangan bulat, misalnya 25'),
  'variable-not-float': holds('a number, such as 2.5', 'angka, misalnya 2.5'),
  'variable-not-bool': holds('yes or no', '"yes" atau "no"'),
  'variable-not-array': holds('a list in JSON, such as ["a"]', 'daftar dalam JSON, misalnya ["a"]'),
  'variable-not-object': holds('an object in JSON, such as {"a": 1}', 'objek dalam JSON, misalnya {"a": 1}'),
  'variable-without-value': variable(
    'has no value and no default. Give it a value',
    'tidak memiliki nilai maupun nilai default. Beri nilai',
  ),
  'connection-unknown': {
    en: "The flow uses the connection reference '{0}', which does not exist. Import the solution that brings it.",
    id: "Alur ini memakai referensi koneksi '{0}', yang tidak ada. Impor solusi yang membawanya.",
  },
  'connection-missing': {
    en: "The connection reference '{0}' has no connection. Connect it, then turn the flow on.",
    id: "Referensi koneksi '{0}' tidak memiliki koneksi. Hubungkan, lalu nyalakan alur ini.",
  },
  'set-itself-off': {
    en: 'The run was not begun: within an hour this flow has set itself off {0} times in a row, or {1} times in all. Let its trigger wait for other columns, or give it a condition that its own changes do not meet.',
    id: 'Eksekusi tidak dimulai: dalam satu jam alur ini telah memicu dirinya sendiri {0} kali berturut-turut, atau {1} kali seluruhnya. Biarkan pemicunya menunggu kolom lain, atau beri syarat yang tidak dipenuhi oleh perubahannya sendiri.',
  },
  'postponed-lost': {
    en: 'The run that was postponed until {0} is lost: the sandbox ended before, and what the trigger told is secure and not kept.',
    id: 'Eksekusi yang ditunda sampai {0} hilang: sandbox berakhir sebelumnya, dan keterangan pemicunya aman sehingga tidak disimpan.',
  },
  'row-not-read': {
    en: 'The owner of the flow could not read the row that changed: {0}',
    id: 'Pemilik alur tidak dapat membaca baris yang berubah. Sebabnya, dalam bahasa Inggris: {0}',
  },
  'condition-not-evaluated': {
    en: 'A condition of the trigger cannot be evaluated: {0}',
    id: 'Syarat pemicu tidak dapat dievaluasi. Sebabnya, dalam bahasa Inggris: {0}',
  },
  other: { en: '{0}', id: 'Alur ini tidak dapat berjalan. Sebabnya, dalam bahasa Inggris: {0}' },
} as const satisfies Readonly<Record<string, Sentence>>;

export type FlowProblemCode = keyof typeof SENTENCES;

export interface FlowProblem {
  readonly code: FlowProblemCode;
  /** What stands in the places of its sentence: names, times, numbers. */
  readonly values: readonly string[];
  /** In English. */
  readonly message: string;
}

export const flowProblem = (code: FlowProblemCode, ...values: readonly string[]): FlowProblem => ({
  code,
  values,
  message: fillPlaces(SENTENCES[code].en, values),
});

/** The sentence in that language, else in English. @param language a tag such as `id-ID` */
export const problemText = ({ code, values, message }: FlowProblem, language: string): string =>
  language.startsWith('id') ? fillPlaces(SENTENCES[code].id, values) : message;
