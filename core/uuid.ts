const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether this is an id as all of ours are written: one way only, so that a page, a row and a job each have one name. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}
