/**
 * Room sandbox/omnichannel/store. The SQL tables the simulated service keeps beside the Dataverse rows: what the handsets
 * hold, and the log of calls. They live in the same database, so that they survive a restart with the rows.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS omnichannel_handset (
  number TEXT PRIMARY KEY,
  name TEXT,
  customer_table TEXT,
  customer_id TEXT,
  /* Lower-case name and number, for the search box. */
  search TEXT NOT NULL,
  message_count INTEGER NOT NULL,
  unread_count INTEGER NOT NULL,
  last_message_id INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS omnichannel_handset_last ON omnichannel_handset (last_message_id);
CREATE TABLE IF NOT EXISTS omnichannel_message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  direction TEXT NOT NULL,
  channel_type INTEGER NOT NULL,
  organization_number TEXT NOT NULL,
  text TEXT NOT NULL,
  lcid INTEGER,
  at TEXT NOT NULL,
  activity_id TEXT,
  conversation_id TEXT
);
CREATE INDEX IF NOT EXISTS omnichannel_message_number ON omnichannel_message (number, id);
CREATE TABLE IF NOT EXISTS omnichannel_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  configuration_id TEXT,
  contact_count INTEGER,
  outcome TEXT NOT NULL,
  status INTEGER NOT NULL,
  code TEXT,
  message TEXT,
  fault TEXT
);
CREATE TABLE IF NOT EXISTS omnichannel_call_contact (
  call_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (call_id, position)
);
`;
