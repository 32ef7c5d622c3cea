/** Room sandbox/omnichannel/phones. The words of the handsets page in English and Indonesian. Pure. */
import { fillPlaces } from '../../app/host/fillPlaces';

const ENGLISH = {
  title: 'Phones · Dynamics 365 sandbox',
  needsScripts: 'This page needs JavaScript.',
  loading: 'Loading…',
  phones: 'Phones',
  search: 'Search by name or number',
  searchHint: 'Name or number',
  onePhone: '1 phone',
  countOfPhones: '{0} phones',
  withUnread: '{0}, {1} with unread messages',
  nothingYet: 'No message has arrived yet. Send one from the app: the phones that get it appear here.',
  nothingFound: 'No phone has this name or number.',
  replied: 'Replied: ',
  unread: ' unread',
  showMore: 'Show more',
  choose: 'Choose a phone to read its messages and to reply.',
  phoneOf: 'Phone of {0}',
  back: 'Back to all phones',
  unknownPerson: 'Unknown person',
  messages: 'Messages, newest last',
  customer: 'Customer: ',
  from: 'From {0}: ',
  message: 'Message',
  today: 'Today',
  replyAsCustomer: 'Reply as the customer, by {0}',
  replyBy: 'Reply by {0}',
  sendReply: 'Send reply',
  close: 'Close',
  tryAgain: 'Try again',
  handsetUnknown: 'No message ever reached a phone with this number.',
  replyInvalid: 'This reply is empty or too long.',
  notReached: 'The sandbox does not answer. Is it still running?',
  failed: 'The sandbox could not do this. It says: {0}',
} as const;

export type PhonesTextKey = keyof typeof ENGLISH;

const INDONESIAN: Readonly<Record<PhonesTextKey, string>> = {
  title: 'Ponsel · Sandbox Dynamics 365',
  needsScripts: 'Halaman ini memerlukan JavaScript.',
  loading: 'Memuat…',
  phones: 'Ponsel',
  search: 'Cari menurut nama atau nomor',
  searchHint: 'Nama atau nomor',
  onePhone: '1 ponsel',
  countOfPhones: '{0} ponsel',
  withUnread: '{0}, {1} dengan pesan yang belum dibaca',
  nothingYet: 'Belum ada pesan yang masuk. Kirim pesan dari aplikasi: ponsel yang menerimanya muncul di sini.',
  nothingFound: 'Tidak ada ponsel dengan nama atau nomor ini.',
  replied: 'Dibalas: ',
  unread: ' belum dibaca',
  showMore: 'Tampilkan lebih banyak',
  choose: 'Pilih ponsel untuk membaca pesannya dan membalas.',
  phoneOf: 'Ponsel {0}',
  back: 'Kembali ke semua ponsel',
  unknownPerson: 'Orang tidak dikenal',
  messages: 'Pesan, yang terbaru di akhir',
  customer: 'Pelanggan: ',
  from: 'Dari {0}: ',
  message: 'Pesan',
  today: 'Hari ini',
  replyAsCustomer: 'Balas sebagai pelanggan, melalui {0}',
  replyBy: 'Balas melalui {0}',
  sendReply: 'Kirim balasan',
  close: 'Tutup',
  tryAgain: 'Coba lagi',
  handsetUnknown: 'Belum pernah ada pesan yang sampai ke ponsel dengan nomor ini.',
  replyInvalid: 'Balasan ini kosong atau terlalu panjang.',
  notReached: 'Sandbox tidak menjawab. Apakah masih berjalan?',
  failed: 'Sandbox tidak dapat melakukan ini. Jawabannya: {0}',
};

/** The texts by language tag. */
export const PHONES_TEXTS: Readonly<Record<string, Readonly<Record<PhonesTextKey, string>>>> = {
  'en-US': ENGLISH,
  'id-ID': INDONESIAN,
};

/** A text in that language, else in English, with `{0}`, `{1}` replaced. */
export const phonesText = (language: string, key: PhonesTextKey, ...values: readonly string[]): string =>
  fillPlaces((PHONES_TEXTS[language] ?? ENGLISH)[key], values);
