import { z } from "zod";
import { LIVE_PATH } from "../../core/pipes/live-events.ts";
import type { Site } from "../../core/settings/config.ts";
import { HEARD, type LiveMessage, READER_AUTH, SAID, STREAM_QUERY } from "./live-messages.ts";

/*
 * The live pipe's description, AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0): the same
 * messages on a socket and on a stream, from the schemas that the tests hold real ones against. Made once at start.
 */

const ON_SOCKET = Object.keys({ ...HEARD, ...SAID });
const ON_STREAM = Object.keys(HEARD);

/** As JSON text: what `GET /v1/asyncapi.json` answers. Written from the paper's side, which sends what readers hear. */
export function liveDocument({ name, publicUrl }: Pick<Site, "name" | "publicUrl">): string {
  return JSON.stringify({
    asyncapi: "3.0.0",
    info: {
      title: `${name}: the wire, live`,
      version: "1",
      description:
        "One numbered wire for everybody; `seq` is 1, 2, 3 … without a hole. Come back with a cursor and nothing is missed. " +
        "Events and fields that are not known are to be passed over.",
    },
    defaultContentType: "application/json",
    servers: serversAt(publicUrl),
    channels: channels(),
    operations: {
      tellReaders: operation("send", "socket", Object.keys(HEARD)),
      hearReaders: operation("receive", "socket", Object.keys(SAID)),
      streamEvents: operation("send", "stream", ON_STREAM),
    },
    components: componentsOf({ ...HEARD, ...SAID }),
  });
}

function serversAt(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  return {
    socket: {
      ...{ host, pathname: LIVE_PATH, protocol: isSecure ? "wss" : "ws" },
      description: "Socket.IO protocol 5 on Engine.IO 4, namespace /; websocket first, polling too.",
    },
    stream: { ...{ host, protocol: isSecure ? "https" : "http" }, description: "Server-Sent Events." },
  };
}

function channels(): object {
  return {
    socket: {
      address: "/",
      title: "The wire on Socket.IO",
      servers: [{ $ref: "#/servers/socket" }],
      messages: references(ON_SOCKET),
      bindings: { ws: { bindingVersion: "0.1.0" } },
      "x-auth": schemaOf(READER_AUTH),
    },
    stream: {
      address: "/v1/events/stream",
      title: "The wire as Server-Sent Events",
      description:
        "`event:` is the message's name, `data:` its payload, `id:` the cursor; `Last-Event-ID` or `?after=`.",
      servers: [{ $ref: "#/servers/stream" }],
      messages: references(ON_STREAM),
      bindings: { http: { bindingVersion: "0.3.0" } },
      "x-query": schemaOf(STREAM_QUERY),
    },
  };
}

function operation(action: "send" | "receive", channel: string, names: string[]): object {
  const messages = names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));
  return { action, channel: { $ref: `#/channels/${channel}` }, messages };
}

function references(names: string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
}

/** Every message, and the schemas that several of them name. */
function componentsOf(messages: Record<string, LiveMessage>): { messages: object; schemas: object } {
  const schemas: Record<string, object> = {};
  const described = Object.entries(messages).map(([name, { summary, payload }]) => {
    const { definitions, ...own } = schemaOf(payload);
    Object.assign(schemas, definitions);
    return [name, { name, title: name, summary, contentType: "application/json", payload: own }];
  });
  return { messages: Object.fromEntries(described), schemas };
}

/** AsyncAPI's own form of schemas is a superset of JSON Schema draft 7. What has a name stands among the components. */
function schemaOf(schema: z.ZodType): { definitions?: Record<string, object> } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return JSON.parse(JSON.stringify(rest).replaceAll("#/definitions/", "#/components/schemas/"));
}
