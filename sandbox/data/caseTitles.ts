/**
 * Room sandbox/data. What the sample cases are about, in the customers' languages, and some titles that break careless
 * code: markup, quotes, braces, emoji, very long ones.
 */

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const TITLES: Readonly<Record<number, readonly string[]>> = {
  1057: lines(`
    Paket belum sampai
    Tagihan bulan ini salah
    Mesin kopi tidak menyala
    Ganti alamat pengiriman
    Lupa kata sandi
    Pengembalian dana belum masuk
    Internet lambat sejak kemarin
    Kartu anggota hilang
    Barang rusak saat diterima 📦
    Minta faktur pajak
    Jadwal teknisi hari Senin
    Pesanan ganda di aplikasi
    Terima kasih atas bantuannya 🙏
    Poin loyalitas tidak bertambah
  `),
  1033: lines(`
    Parcel has not arrived
    Wrong amount on the invoice
    Coffee machine does not start
    Change of delivery address
    Refund still missing
    Subscription renewed twice
    App closes when I pay 😡
    Appointment with a technician
    Lost membership card
    Noise from the dishwasher
  `),
  1086: lines(`
    Bungkusan belum sampai
    Bil tersilap jumlah
    Tukar alamat penghantaran
    Aplikasi tidak boleh dibuka 😕
  `),
  1031: lines(`
    Paket nicht angekommen
    Rechnung über falschen Betrag
    Kaffeemaschine läuft nicht
    Rückerstattung fehlt weiterhin
    Grüße und Änderung der Adresse
  `),
  1043: lines(`
    Pakket niet ontvangen
    Factuur klopt niet
    Koffiezetapparaat doet het niet 🚲
    Adreswijziging doorgeven
  `),
  1025: lines(`
    لم يصل الطرد بعد
    خطأ في الفاتورة رقم 2043
    تغيير عنوان التوصيل
    التطبيق لا يعمل على iPhone 📱
    شكرًا على المساعدة
  `),
  1041: lines(`
    荷物が届きません
    請求金額が違います
    コーヒーメーカーが動かない☕
    住所変更のお願い
  `),
};

/** Titles that are text and nothing else, whatever they look like. */
export const AWKWARD_TITLES: readonly string[] = [
  'The page shows <b>bold</b> instead of bold text',
  '<script>alert("hello")</script> in the confirmation e-mail',
  'He said "it is fine" & hung up',
  "O'Brien's order: 5' cable, not 5\" one",
  'The message says {CaseName} instead of my case',
  'Unbalanced brace } in the coupon code {SAVE10',
  '100% cotton? _Nothing_ of the sort \\ refund',
  '👨‍👩‍👧‍👦 Family plan 🎉🎉🎉',
  '=HYPERLINK("http://example.com";"click")',
  "'; DELETE FROM orders; --",
  '  leading and trailing blanks  ',
  'Zero\u200bwidth and non\u00a0breaking blanks',
  `Very long story: ${'the machine starts, stops, starts again, '.repeat(4)}and nobody knows why`.slice(0, 200),
];

/** The titles of a language. A language without own titles takes English ones. */
export const titlesOf = (lcid: number): readonly string[] => TITLES[lcid] ?? TITLES[1033] ?? [];
