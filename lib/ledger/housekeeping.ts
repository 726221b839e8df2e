import type { Pool } from "pg";

/** Days that a peer's totals are kept as a baseline after it left: a seedbox on holiday returns. */
const BASELINE_DAYS = 21;
/** Days that batch ids are kept. A retry comes within seconds. */
const BATCH_DAYS = 1;
/** Days that hourly claims are kept. */
const BALANCE_DAYS = 90;
const TRACE_DAYS = 1;

/** Forgets baselines, batch ids, claims and traces that nobody will ask for any more. */
export async function forgetOldRows(pool: Pool): Promise<void> {
  await pool.query(
    "DELETE FROM peers WHERE NOT active AND last_seen_at < now() - make_interval(days => $1)",
    [BASELINE_DAYS],
  );
  await pool.query(
    "DELETE FROM ledger_batches WHERE committed_at < now() - make_interval(days => $1)",
    [BATCH_DAYS],
  );
  for (const table of ["swarm_balances", "member_balances"]) {
    await pool.query(`DELETE FROM ${table} WHERE hour < now() - make_interval(days => $1)`, [
      BALANCE_DAYS,
    ]);
  }
  await pool.query("DELETE FROM announce_traces WHERE at < now() - make_interval(days => $1)", [
    TRACE_DAYS,
  ]);
  await pool.query("DELETE FROM announce_watches WHERE until < now()");
}
