import { Agent, request } from "node:https";
import { RequestFilteringHttpsAgent } from "request-filtering-agent";
import webPush from "web-push";
import type { Clock } from "../../core/clock.ts";
import { isOwnPushHost, isPushEndpoint } from "../../core/news/push.ts";
import type { Vapid } from "../../core/settings/vapid-keys.ts";

/*
 * The way out of the house, to the push services that browsers name. web-push encrypts (RFC 8291) and signs (RFC 8292).
 *
 * A loop over its `sendNotification` signs a token for every push and waits for one before it begins the next. Here one
 * token is made for each push service and half a day, and lines to a push service are kept and shared by many pushes at a
 * time. What is left for a push is its encryption.
 *
 * Two walls: only listed hosts, by https; and no address inside a network, whatever a name resolves to, but for a server
 * that the operator named with its port.
 */

const LINES_A_SERVICE = 64;
const TOKEN_LASTS_S = 12 * 60 * 60;
const TOKEN_RENEWED_S = 60 * 60;

export interface PushLinesParts {
  vapid: Vapid;
  /** PUSH_HOSTS. */
  hosts: readonly string[];
  clock: Pick<Clock, "now">;
  /** A push service that has not answered by then is silent. */
  silentMs: number;
}

export interface Push {
  endpoint: string;
  p256dh: string;
  auth: string;
  message: object;
  ttlS: number;
  topic: string;
  urgency: "high" | "normal";
}

/** What a push service said; status 0: nothing, and why. */
export interface PushAnswer {
  status: number;
  retryAfter: string | undefined;
  why: string;
}

export interface PushLines {
  /** Never rejects. */
  send(push: Push): Promise<PushAnswer>;
  close(): void;
}

export function openPushLines({ vapid, hosts, clock, silentMs }: PushLinesParts): PushLines {
  const agents = new Map<string, Agent>();
  const tokens = new Map<string, { text: string; renewedAtS: number }>();

  function agentOf(origin: string): Agent {
    const known = agents.get(origin);
    if (known) return known;
    const options = { keepAlive: true, maxSockets: LINES_A_SERVICE, timeout: 60_000 };
    const agent = isOwnPushHost(origin, hosts) ? new Agent(options) : new RequestFilteringHttpsAgent(options);
    agents.set(origin, agent);
    return agent;
  }

  function tokenOf(origin: string): string {
    const nowS = Math.floor(clock.now() / 1000);
    const known = tokens.get(origin);
    if (known && nowS < known.renewedAtS) return known.text;
    const { subject, publicKey, privateKey } = vapid;
    const expiresS = nowS + TOKEN_LASTS_S;
    const { Authorization } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, "aes128gcm", expiresS);
    tokens.set(origin, { text: Authorization, renewedAtS: expiresS - TOKEN_RENEWED_S });
    return Authorization;
  }

  return {
    async send({ endpoint, p256dh, auth, message, ttlS, topic, urgency }) {
      if (!isPushEndpoint(endpoint, hosts)) return nothing("its push service is not among PUSH_HOSTS");
      const { origin } = new URL(endpoint);
      try {
        const { headers, body } = webPush.generateRequestDetails(
          { endpoint, keys: { p256dh, auth } },
          Buffer.from(JSON.stringify(message)),
          { TTL: ttlS, topic, urgency, headers: { Authorization: tokenOf(origin) } },
        );
        return await post(endpoint, { agent: agentOf(origin), headers, body, silentMs });
      } catch (failure) {
        return nothing(failure instanceof Error ? failure.message : "it could not be encrypted");
      }
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

interface Post {
  agent: Agent;
  headers: Record<string, string>;
  body: Buffer;
  silentMs: number;
}

function post(endpoint: string, { agent, headers, body, silentMs }: Post): Promise<PushAnswer> {
  return new Promise((resolve) => {
    const asked = request(endpoint, { method: "POST", agent, headers }, (answer) => {
      clearTimeout(patience);
      answer.resume(); // its text is of no interest, and read to the end the line can be used again
      answer.on("error", () => {});
      const { statusCode = 0, headers: said } = answer;
      resolve({ status: statusCode, retryAfter: said["retry-after"], why: "" });
    });
    const patience = setTimeout(() => asked.destroy(new Error("silence")), silentMs);
    asked.on("error", (failure) => {
      clearTimeout(patience);
      resolve(nothing(failure.message));
    });
    asked.end(body);
  });
}

function nothing(why: string): PushAnswer {
  return { status: 0, retryAfter: undefined, why };
}
