/**
 * Room sandbox/flows. The SQL tables that keep the history of runs beside the Dataverse rows, and which runs are due when.
 * What a definition calls secure is not in them at all: hiding it when it is read would leave it in the file.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS flows_run (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  flow_id TEXT NOT NULL,
  flow_name TEXT NOT NULL,
  /* Names, types and nesting of the actions as the definition had them. */
  outline TEXT NOT NULL,
  trigger_name TEXT NOT NULL,
  trigger_type TEXT NOT NULL,
  trigger_kind TEXT NOT NULL,
  /* JSON; NULL when it is secure. */
  trigger_outputs TEXT,
  trigger_secure INTEGER NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT,
  error_message TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  counted INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS flows_run_flow ON flows_run (flow_id, number);
CREATE INDEX IF NOT EXISTS flows_run_started ON flows_run (started_at);
CREATE TABLE IF NOT EXISTS flows_action (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  /* JSON arrays: names of the scopes around it, rounds of the loops around it. */
  path TEXT NOT NULL,
  rounds TEXT NOT NULL,
  status TEXT NOT NULL,
  code TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  inputs TEXT,
  outputs TEXT,
  error_code TEXT,
  error_message TEXT,
  inputs_hidden TEXT,
  outputs_hidden TEXT,
  counted INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS flows_action_level ON flows_action (run_id, path, rounds);
/* Runs that another one started. */
CREATE TABLE IF NOT EXISTS flows_child (
  run_id TEXT PRIMARY KEY,
  parent_run_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS flows_postponed (
  id TEXT PRIMARY KEY,
  flow_id TEXT NOT NULL,
  due_at TEXT NOT NULL,
  /* JSON; NULL when they are secure. */
  outputs TEXT
);
CREATE TABLE IF NOT EXISTS flows_heard (
  id TEXT PRIMARY KEY,
  flow_id TEXT NOT NULL,
  row_table TEXT NOT NULL,
  message TEXT NOT NULL,
  row_id TEXT NOT NULL,
  user_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS flows_recurrence (
  flow_id TEXT PRIMARY KEY,
  /* What the definition said when the time was reckoned: another definition begins anew. */
  recurrence TEXT NOT NULL,
  next_at TEXT NOT NULL
);
`;
