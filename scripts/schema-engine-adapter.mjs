// The schema engine's way to Postgres: @prisma/adapter-pg, with what it gets wrong for migrations
// put right (7.10).
import pg from "pg";

/** Types that adapter-pg refuses, and the engine's queries return: "char" and void. */
const charOid = 18;
const voidOid = 2278;
const textOid = 25;

/** Which columns of a result's rows were "char": the engine insists on its own type for them. */
const charColumns = new WeakMap();

/**
 * @param {{ url: string, shadowDatabaseUrl?: string }} datasource
 */
export async function adapterFactory(datasource) {
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(datasource.url),
    connectToShadowDb: () =>
      datasource.shadowDatabaseUrl
        ? connect(datasource.shadowDatabaseUrl)
        : connectToNewShadow(datasource.url),
  });
}

/**
 * Runs `work` with a connection of its own.
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => T | Promise<T>} work
 */
export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connect(url, afterwards = undefined) {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const { ColumnTypeEnum } = await import("@prisma/driver-adapter-utils");
  const pool = new pg.Pool({ connectionString: url, max: 1, options: "-c TimeZone=UTC" });
  // A scratch database may be dropped while the pool still holds its connection.
  pool.on("error", () => undefined);
  const schema = new URL(url).searchParams.get("schema") ?? undefined;
  const adapter = await new PrismaPg(pool, { schema, disposeExternalPool: false }).connect();
  adapter.client = withKnownTypes(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const column of charColumns.get(result.rows) ?? []) {
      result.columnTypes[column] = ColumnTypeEnum.Character;
    }
    return result;
  };
  // adapter-pg splits scripts at each `;`, also within $$-quoted functions and literals. The server
  // takes a script whole, as the native engine sends it.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.dispose = async () => {
    await pool.end();
    await afterwards?.();
  };
  return adapter;
}

/** Drops the scratch databases that the engine has not disposed of: Prisma ends it in the middle. */
export async function dropShadows() {
  await Promise.all([...shadows].map((drop) => drop()));
}

/** @type {Set<() => Promise<void>>} */
const shadows = new Set();

/**
 * A scratch database to replay migrations in. adapter-pg would hand back the main one: it sets
 * `database` beside a connection string, and pg lets the string win.
 */
async function connectToNewShadow(url) {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  await withClient(url, (client) => client.query(`CREATE DATABASE "${name}"`));
  const drop = async () => {
    shadows.delete(drop);
    await withClient(url, (client) =>
      client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
    );
  };
  shadows.add(drop);
  const shadow = new URL(url);
  shadow.pathname = `/${name}`;
  return connect(shadow.href, drop);
}

function withKnownTypes(pool) {
  return new Proxy(pool, {
    get(target, key) {
      if (key === "query") return queryAsText;
      const value = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

  async function queryAsText(...args) {
    const result = await pool.query(...args);
    const fields = result?.fields ?? [];
    const chars = fields.flatMap(({ dataTypeID }, column) =>
      dataTypeID === charOid ? column : [],
    );
    if (chars.length > 0) charColumns.set(result.rows, chars);
    for (const field of fields) {
      if (field.dataTypeID === charOid || field.dataTypeID === voidOid) field.dataTypeID = textOid;
    }
    return result;
  }
}
