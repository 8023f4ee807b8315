import type pg from "pg";

/** A table as a backup has it: every column that is not made of others, with the type that its text is read as. */
export interface Table {
  name: string;
  columns: { name: string; type: string }[];
}

/** Who the database is, and which migrations it has had, are this database's own and not the paper's. */
const NOT_KEPT = ["database_identity", "kysely_migration", "kysely_migration_lock"];

interface Row {
  name: string;
  columns: { name: string; type: string }[];
  needs: string[];
}

/** All tables of the paper, each after those that it refers to. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Row>(
    `select c.relname as name,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce((select json_agg(r.relname) from pg_constraint k join pg_class r on r.oid = k.confrelid
          where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid), '[]') as needs
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
     order by c.relname`,
    [NOT_KEPT],
  );
  const sorted: Row[] = [];
  while (sorted.length < rows.length) {
    const placed = new Set(sorted.map(({ name }) => name));
    const next = rows.filter(({ name, needs }) => !placed.has(name) && needs.every((need) => placed.has(need)));
    if (next.length === 0) throw new Error("the tables refer to each other in a circle");
    sorted.push(...next);
  }
  return sorted.map(({ name, columns }) => ({ name, columns }));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
