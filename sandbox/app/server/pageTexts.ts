/** Room sandbox/app, server side. The words of the pages that the server writes, in English and Indonesian. */
import { BASE_LANGUAGE } from '../host/labels';

const ENGLISH = {
  sandbox: 'Dynamics 365 sandbox',
  loading: 'Loading…',
  needsScripts: 'The sandbox needs JavaScript.',
  apps: 'Apps',
  appsTitle: 'Apps · Dynamics 365 sandbox',
  noApps: 'No app is installed yet. Import a solution that carries one.',
  noAppsForUser: 'This user has no role of an installed app. Act as another user, or give this one a role.',
  actAs: 'Act as',
  change: 'Change',
  alsoHere: 'Also here',
  phones: 'Simulated phones',
  phonesHint: 'the handsets and what arrived on them',
  flows: 'Cloud flows',
  flowsHint: 'on or off, connections, runs and what they did',
  lab: 'Lab',
  labHint: 'faults, clock, traces, snapshots and limits',
  webApi: 'Web API',
  webApiHint: 'service document',
  metadataHint: 'tables, actions and functions',
  calls: 'Calls of the outbound service',
  callsHint: 'what the simulated service was asked',
} as const;

export type PageTexts = Readonly<Record<keyof typeof ENGLISH, string>>;

const INDONESIAN: PageTexts = {
  sandbox: 'Sandbox Dynamics 365',
  loading: 'Memuat…',
  needsScripts: 'Sandbox memerlukan JavaScript.',
  apps: 'Aplikasi',
  appsTitle: 'Aplikasi · Sandbox Dynamics 365',
  noApps: 'Belum ada aplikasi yang terinstal. Impor solusi yang berisi aplikasi.',
  noAppsForUser:
    'Pengguna ini tidak memiliki peran aplikasi yang terinstal. Bertindaklah sebagai pengguna lain, atau beri dia peran.',
  actAs: 'Bertindak sebagai',
  change: 'Ganti',
  alsoHere: 'Tersedia juga di sini',
  phones: 'Ponsel simulasi',
  phonesHint: 'semua ponsel dan pesan yang masuk',
  flows: 'Alur cloud',
  flowsHint: 'aktif atau tidak, koneksi, eksekusi, dan hasilnya',
  lab: 'Lab',
  labHint: 'gangguan, jam, jejak permintaan, cuplikan, dan batas',
  webApi: 'API Web',
  webApiHint: 'dokumen layanan',
  metadataHint: 'tabel, tindakan, dan fungsi',
  calls: 'Panggilan layanan keluar',
  callsHint: 'permintaan kepada layanan simulasi',
};

/** The texts by LCID. */
export const PAGE_TEXTS: Readonly<Record<number, PageTexts>> = { [BASE_LANGUAGE]: ENGLISH, 1057: INDONESIAN };

/** The texts in that language, else in English. */
export const pageTexts = (lcid: number): PageTexts => PAGE_TEXTS[lcid] ?? ENGLISH;
