import pg from "pg";

/** Hears what the database tells the tracker on the channel `registry`. */
export interface RegistryListener {
  /**
   * What has been heard since the last call. Postgres delivers in the order of commits, so a
   * sentinel sent now comes after everything that was committed before.
   */
  readonly heard: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

export async function listenToRegistry(databaseUrl: string): Promise<RegistryListener> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const payloads: string[] = [];
  client.on("notification", ({ payload }) => {
    payloads.push(payload ?? "");
  });
  await client.query("LISTEN registry");
  return {
    heard: async () => {
      const sentinel = `sentinel:${crypto.randomUUID()}`;
      // A session's own notification comes with the answer to its statement.
      await client.query("SELECT pg_notify('registry', $1)", [sentinel]);
      const all = payloads.splice(0);
      if (all.pop() !== sentinel) throw new Error("The sentinel was not the last to be heard.");
      return all;
    },
    close: () => client.end(),
  };
}
