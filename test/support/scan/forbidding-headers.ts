import type { IncomingHttpHeaders } from "node:http";

/** What every answer carries, whoever gives it, and what it must hold. */
const CARRIED: Record<string, RegExp> = {
  "content-security-policy": /^(?=.*default-src 'self')(?=.*object-src 'none')(?=.*frame-ancestors 'none')/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /^strict-origin-when-cross-origin$/,
  "permissions-policy": /^(?=.*camera=\(\))(?=.*microphone=\(\))(?=.*geolocation=\(\))/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^cross-origin$/,
};

/** What would tell strangers what runs here, or, from a paper without TLS, lock its readers out. */
const NEVER = ["x-powered-by", "server", "strict-transport-security"];

/** Two pages are drawn by libraries that are not built for Trusted Types, as their routes say. */
const WITHOUT_TRUSTED_TYPES = /^\/(v1\/docs$|desk\/queues)/;

/** What is wrong with the headers of this answer, in words; none: nothing. */
export function faultsOf(path: string, headers: IncomingHttpHeaders): string[] {
  const policy = String(headers["content-security-policy"]);
  const isTrusting = policy.includes("require-trusted-types-for 'script'") && policy.includes("trusted-types london");
  return [
    ...Object.entries(CARRIED)
      .filter(([name, pattern]) => !pattern.test(String(headers[name] ?? "")))
      .map(([name]) => `${name}: ${headers[name]}`),
    ...NEVER.filter((name) => name in headers).map((name) => `${name} is told`),
    ...(/unsafe|upgrade-insecure|\*/.test(policy) ? [`a lax policy: ${policy}`] : []),
    ...(isTrusting || WITHOUT_TRUSTED_TYPES.test(path) ? [] : ["no Trusted Types"]),
  ];
}
