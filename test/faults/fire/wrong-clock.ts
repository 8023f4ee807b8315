/*
 * Loaded before a process of the paper (`--import`), it puts that process's wall clock wrong by the milliseconds of its
 * address's `?offMs=`, as a machine without a time service has it. The monotonic clock runs as it does.
 */

const offMs = Number(new URL(import.meta.url).searchParams.get("offMs"));
const TrueDate = Date;
const now = (): number => TrueDate.now() + offMs;

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, given: unknown[], kind) => Reflect.construct(target, given.length === 0 ? [now()] : given, kind),
  apply: () => String(new TrueDate(now())),
  get: (target, name, self) => (name === "now" ? now : Reflect.get(target, name, self)),
});

export {};
