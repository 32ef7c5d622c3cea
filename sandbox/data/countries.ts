/**
 * Room sandbox/data. The countries the sample customers live in: languages, names, cities, companies and the shape of
 * their mobile numbers. Numbers are well-formed but come from ranges kept for fiction where the country has them
 * (Germany, United States), else from blocks of zeros.
 */

export interface Country {
  readonly code: string;
  readonly name: string;
  readonly callingCode: string;
  /** Trunk prefix of national numbers. */
  readonly trunk: string;
  /** National mobile numbers without trunk prefix, the n-th of a country. */
  readonly mobile: (n: number) => string;
  /** Cuts a national number as people of the country write it, such as 3, 4, 4. */
  readonly groups: readonly number[];
  readonly lcid: number;
  readonly contacts: number;
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  /** People with one name only. */
  readonly singleNames: readonly string[];
  readonly cities: readonly string[];
  readonly companies: readonly string[];
}

const LCID = {
  english: 1033,
  indonesian: 1057,
  malay: 1086,
  german: 1031,
  dutch: 1043,
  arabic: 1025,
  japanese: 1041,
} as const;

const digits = (n: number, length: number): string => String(n).padStart(length, '0');

const words = (text: string): string[] => text.trim().split(/\s*,\s*/);

/** Indonesia first, with half of the people. */
export const COUNTRIES: readonly Country[] = [
  {
    code: 'ID',
    name: 'Indonesia',
    callingCode: '62',
    trunk: '0',
    mobile: (n) => `${['812', '813', '821', '852', '856', '878', '896'][n % 7] ?? '811'}0000${digits(n, 4)}`,
    groups: [3, 4, 4],
    lcid: LCID.indonesian,
    contacts: 220,
    firstNames: words(
      'Agus, Ahmad, Andi, Ayu, Bambang, Bayu, Citra, Dewi, Dian, Eka, Fajar, Fitri, Gita, Hendra, Indah, Intan, Joko, Kartika, Lestari, Made, Maya, Nanda, Ningsih, Nur, Putri, Rahmat, Ratna, Rina, Rizky, Sari, Siti, Sri, Teguh, Tri, Wahyu, Wayan, Yanti, Yudi',
    ),
    lastNames: words(
      'Anggraini, Firmansyah, Ginting, Gunawan, Halim, Handayani, Hidayat, Kurniawan, Kusuma, Lubis, Maharani, Nasution, Nugroho, Permata, Prasetyo, Pratama, Purnama, Rahayu, Ramadhan, Saputra, Setiawan, Siregar, Simanjuntak, Suryani, Susanto, Utami, Wibowo, Wijaya, Wulandari, Yuliana',
    ),
    singleNames: words(
      'Sutrisno, Suparman, Hartini, Sumarni, Wagimin, Sulastri, Ngatini, Paijo, Tukiran, Mulyono, Suharti, Kasiyem',
    ),
    cities: words('Jakarta, Surabaya, Bandung, Medan, Semarang, Makassar, Yogyakarta, Denpasar, Palembang, Balikpapan'),
    companies: words(
      'PT Nusantara Jaya, PT Sinar Abadi, CV Maju Bersama, PT Samudra Biru, PT Karya Mandiri, Toko Sumber Rejeki, PT Cahaya Timur, CV Bintang Laut, PT Rimba Lestari, Koperasi Tani Makmur, PT Garuda Logistik, PT Melati Farma, CV Tiga Saudara, PT Anugerah Teknik, PT Merapi Digital, Warung Kopi Senja, PT Bali Dewata, PT Borneo Energi, CV Batik Kencana, PT Pelita Harapan',
    ),
  },
  {
    code: 'SG',
    name: 'Singapore',
    callingCode: '65',
    trunk: '',
    mobile: (n) => `9000${digits(n, 4)}`,
    groups: [4, 4],
    lcid: LCID.english,
    contacts: 40,
    firstNames: words(
      'Wei Ling, Jun Hao, Mei Xin, Priya, Arjun, Hui Min, Kai Wen, Farah, Ravi, Li Ting, Zhi Hao, Nurul',
    ),
    lastNames: words('Tan, Lim, Lee, Ng, Goh, Chua, Nair, Ong, Teo, Rahman, Koh, Pillai'),
    singleNames: words('Murugan, Zulkifli'),
    cities: words('Singapore'),
    companies: words(
      'Lion City Foods Pte Ltd, Merlion Marine Pte Ltd, Orchard Retail Pte Ltd, Straits Tech Pte Ltd, Raffles Clinic Group',
    ),
  },
  {
    code: 'MY',
    name: 'Malaysia',
    callingCode: '60',
    trunk: '0',
    mobile: (n) => `12200${digits(n, 4)}`,
    groups: [2, 3, 4],
    lcid: LCID.malay,
    contacts: 20,
    firstNames: words('Aisyah, Hafiz, Siew Mei, Kumar, Nadia, Faizal, Chong Wei, Aminah'),
    lastNames: words('binti Ismail, bin Abdullah, Wong, Subramaniam, bin Yusof, Cheah, binti Rahim'),
    singleNames: words('Rosmah, Ganesan'),
    cities: words('Kuala Lumpur, George Town, Johor Bahru'),
    companies: words('Kinabalu Travel Sdn Bhd, Penang Circuit Sdn Bhd, Harimau Motors Sdn Bhd'),
  },
  {
    code: 'DE',
    name: 'Germany',
    callingCode: '49',
    trunk: '0',
    mobile: (n) => (n < 100 ? `17139200${digits(n, 2)}` : `176040690${digits(n - 100, 2)}`),
    groups: [3, 3, 5],
    lcid: LCID.german,
    contacts: 30,
    firstNames: words('Jürgen, Sabine, Lukas, Anneliese, Björn, Käthe, Maximilian, Ulrike, Yılmaz, Greta'),
    lastNames: words('Müller, Schäfer, von der Heide, Groß, Yıldırım, Öztürk, Weiß, Bäcker-Lang, Köhler, Fuchs'),
    singleNames: [],
    cities: words('Berlin, Hamburg, München, Köln, Leipzig'),
    companies: words(
      'Müller & Söhne GmbH, Nordlicht Energie AG, Bäckerei Krümel, Spreewerk Software GmbH, Alpenglühn Reisen GmbH',
    ),
  },
  {
    code: 'NL',
    name: 'Netherlands',
    callingCode: '31',
    trunk: '0',
    mobile: (n) => `61000${digits(n, 4)}`,
    groups: [1, 4, 4],
    lcid: LCID.dutch,
    contacts: 25,
    firstNames: words('Daan, Sanne, Joost, Femke, Bram, Anouk, Thijs, Noor'),
    lastNames: words("de Vries, van den Berg, Jansen, in 't Veld, Bakker, 't Hooft, Visser, van der Meer"),
    singleNames: [],
    cities: words('Amsterdam, Rotterdam, Utrecht, Eindhoven'),
    companies: words("Van Dijk Fietsen B.V., Grachtenhuis Hotels B.V., Tulp & Co, Bakkerij 't Hoekje"),
  },
  {
    code: 'GB',
    name: 'United Kingdom',
    callingCode: '44',
    trunk: '0',
    mobile: (n) => `7400000${digits(n, 3)}`,
    groups: [4, 6],
    lcid: LCID.english,
    contacts: 15,
    firstNames: words('Siobhán, Oliver, Amelia, Owain, Isla, Zoë, Harry'),
    lastNames: words("O'Brien, Smith-Jones, MacLeod, Llewellyn, Patel, Evans"),
    singleNames: [],
    cities: words('London, Cardiff, Edinburgh, Belfast'),
    companies: words("O'Brien & Daughters Ltd, Thames Couriers Ltd, Highland Tea Company"),
  },
  {
    code: 'SA',
    name: 'Saudi Arabia',
    callingCode: '966',
    trunk: '0',
    mobile: (n) => `50000${digits(n, 4)}`,
    groups: [2, 3, 4],
    lcid: LCID.arabic,
    contacts: 22,
    firstNames: words('محمد, فاطمة, عبد الله, نورة, خالد, سارة, فيصل, ريم'),
    lastNames: words('القحطاني, العتيبي, الغامدي, الشهري, الدوسري, الحربي'),
    singleNames: words('لولوة'),
    cities: words('الرياض, جدة, الدمام'),
    companies: words('شركة الواحة للتجارة, مؤسسة النخيل, شركة الرمال الذهبية'),
  },
  {
    code: 'EG',
    name: 'Egypt',
    callingCode: '20',
    trunk: '0',
    mobile: (n) => `100000${digits(n, 4)}`,
    groups: [3, 3, 4],
    lcid: LCID.arabic,
    contacts: 18,
    firstNames: words('أحمد, منى, ياسمين, كريم, هبة, مصطفى'),
    lastNames: words('السيد, عبد الرحمن, حسن, المصري, فؤاد'),
    singleNames: words('شادية'),
    cities: words('القاهرة, الإسكندرية'),
    companies: words('شركة النيل للسياحة, دار الأهرام للكتب'),
  },
  {
    code: 'JP',
    name: 'Japan',
    callingCode: '81',
    trunk: '0',
    mobile: (n) => `901000${digits(n, 4)}`,
    groups: [2, 4, 4],
    lcid: LCID.japanese,
    contacts: 15,
    firstNames: words('翔太, 陽子, 健一, 美咲, さくら, 大輔'),
    lastNames: words('佐藤, 鈴木, 高橋, 田中, 渡辺'),
    singleNames: [],
    cities: words('東京, 大阪, 札幌'),
    companies: words('さくら電機株式会社, 富士見商店'),
  },
  {
    code: 'US',
    name: 'United States',
    callingCode: '1',
    trunk: '',
    mobile: (n) => `20655501${digits(n, 2)}`,
    groups: [3, 3, 4],
    lcid: LCID.english,
    contacts: 25,
    firstNames: words('Emily, Marcus, Guadalupe, Tyrone, Hannah, Wyatt, Mei, José'),
    lastNames: words('Johnson, Nguyễn, García-López, Washington, Miller, Kowalski, Begay'),
    singleNames: words('Cher'),
    cities: words('Seattle, Redmond, Tacoma'),
    companies: words('Adventure Works, Fourth Coffee, Blue Yonder Airlines'),
  },
];
