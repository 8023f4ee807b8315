import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { type BackupLine, readBackup } from "../../deploy/backup/backup-lines.ts";
import { restoreBackup } from "../../deploy/backup/restore-backup.ts";
import { writeBackup } from "../../deploy/backup/write-backup.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory, editorAt } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "london-daily-backup-"));
  t.onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function stops({ servers, workers }: London): Promise<void> {
  for (const each of [...servers, ...workers]) await each.close();
}

/** Everything in it but what a restore has to change, sorted: a table has no order. */
async function rowsIn(path: string): Promise<string[]> {
  const rows: string[] = [];
  let table = "";
  for await (const line of readBackup(path)) {
    if (!Array.isArray(line)) table = nameIn(line) ?? table;
    else if (table !== "wire_head") rows.push(`${table} ${JSON.stringify(line)}`);
  }
  return rows.sort();
}

function nameIn(line: Exclude<BackupLine, unknown[]>): string | undefined {
  return "table" in line ? line.table : undefined;
}

test("O7, I5, I7, I8: what a backup has is back to the letter, later numbers mean nothing any more, and readers are told so by a snapshot", async (t) => {
  const london = await startLondon(t, { workers: 1 });
  const folder = await aFolder(t);
  const [file, again] = [join(folder, "paper.backup"), join(folder, "again.backup")];
  await fillWire(london, 700);
  const kept = await london.editor.posts(aStory({ headline: 'It\'s \\ "kept" · 日本 and more' }));
  const gone = await london.editor.posts(aStory({ headline: "Taken back before" }));
  await london.editor.retracts(gone.id, { rev: 2, note: "It was wrong" });
  expect(await writeBackup(london.config.databaseUrl, file)).toBeGreaterThan(1_400);
  const reader = await openReader(t, london.url);
  const later = await london.editor.posts(aStory({ headline: "Later than the backup" }));
  await reader.hasReached(later.seq ?? 0);
  const cursor = reader.cursor();

  const refused = await restoreBackup(london.config.databaseUrl, file, false);
  expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining("london-server, london-worker") });
  expect((await london.editor.ask("GET", `/v1/stories/${later.id}`)).status).toBe(200);
  await stops(london);
  expect(await restoreBackup(london.config.databaseUrl, file, false)).toMatchObject({ ok: true });
  await writeBackup(london.config.databaseUrl, again);
  expect(await rowsIn(again)).toEqual(await rowsIn(file));

  const server = await london.startServer();
  await london.startWorker();
  const url = `http://127.0.0.1:${server.port}`;
  const returned = await openReader(t, url, { cursor });
  expect(returned.hello).toMatchObject({ mode: "snapshot", complete: false });
  expect(returned.hello.epoch > reader.hello.epoch).toBe(true);
  expect((await fetch(`${url}/v1/stories/${kept.id}`)).status).toBe(200);
  expect((await fetch(`${url}/v1/stories/${later.id}`)).status).toBe(404);
  const { seq = 0, epoch } = await editorAt(url, london.token).posts(aStory());
  expect(seq).toBe(later.seq);
  expect(epoch).toBe(returned.hello.epoch);
  await returned.hasReached(seq);
  expect(returned.breaches).toEqual([]);
  expect(returned.events.map((event) => JSON.stringify(event)).join()).not.toContain("Later than the backup");
});

test("O7, I8: a restore by force under running servers sends every reader into the new epoch", async (t) => {
  const london = await startLondon(t, { workers: 1, env: { LOG_LEVEL: "silent" } });
  const file = join(await aFolder(t), "paper.backup");
  await fillWire(london, 20);
  await writeBackup(london.config.databaseUrl, file);
  const later = await london.editor.posts(aStory());
  const reader = await openReader(t, london.url);
  await reader.firstBeat();
  expect(await restoreBackup(london.config.databaseUrl, file, true)).toMatchObject({ ok: true });
  await reader.closed();
  const returned = await openReader(t, london.url, { cursor: reader.cursor() });
  expect(returned.hello).toMatchObject({ mode: "snapshot", complete: false, top: (later.seq ?? 0) - 1 });
  expect(returned.hello.epoch > reader.hello.epoch).toBe(true);
});

test("O7: a backup that was cut short, or that is none, is refused before anything is touched", async (t) => {
  const london = await startLondon(t);
  const folder = await aFolder(t);
  const [file, short, none] = ["whole", "short", "none"].map((name) => join(folder, name)) as [string, string, string];
  const { id } = await london.editor.posts(aStory());
  await writeBackup(london.config.databaseUrl, file);
  const bytes = await readFile(file);
  await writeFile(short, bytes.subarray(0, bytes.length - 40));
  await writeFile(none, "a letter to the editor");
  for (const path of [short, none])
    await expect(restoreBackup(london.config.databaseUrl, path, true)).rejects.toThrow();
  expect((await london.editor.ask("GET", `/v1/stories/${id}`)).status).toBe(200);
});
