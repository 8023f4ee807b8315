import { type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";

/*
 * The line to addresses that somebody typed: sources, webhooks, hubs. The guard sits in the agent and looks at the address
 * that a name was resolved to, for the very connection that is made; so neither a name that resolves elsewhere the second
 * time, nor one that leads home, nor a redirect, nor an address in decimal gets at what only this machine can reach.
 * Rejected: looking the name up before asking, which is a check of another moment; and the global fetch, whose
 * connections cannot be looked at.
 */

const REFUSED = /DNS lookup (\S+?)\(.*is not allowed/;

/** Begins a request; `onResponse` hears of its answer. Its body is for the caller to send. */
export type GuardedLine = (
  url: URL,
  options: Pick<RequestOptions, "method" | "headers" | "signal">,
  onResponse: (response: IncomingMessage) => void,
) => ReturnType<typeof requestPlain>;

/** `privateAddresses` may be asked although they are private. Without `keepsAlive` each request has its own connection. */
export function guardedLine(privateAddresses: readonly string[], { keepsAlive }: { keepsAlive: boolean }): GuardedLine {
  const options = { allowIPAddressList: [...privateAddresses], ...(!keepsAlive && { keepAlive: false }) };
  const plain = new RequestFilteringHttpAgent(options);
  const secure = new RequestFilteringHttpsAgent(options);
  return (url, asked, onResponse) =>
    url.protocol === "https:"
      ? requestSecure(url, { ...asked, agent: secure }, onResponse)
      : requestPlain(url, { ...asked, agent: plain }, onResponse);
}

/** The private address because of which nothing was asked; null: it failed for another reason. */
export function refusedAddress(failure: unknown): string | null {
  return REFUSED.exec((failure as Partial<Error>)?.message ?? "")?.[1] ?? null;
}
