import type { Request, RequestHandler, Response } from "express";
import { type Clock, timeText } from "../../core/clock.ts";
import { formatCursor } from "../../core/news/cursor.ts";
import type { Hello } from "../../core/pipes/live-events.ts";
import type { Doorkeeper } from "./door/handshakes.ts";
import { findPlace, type JoinParts } from "./follow/join-wire.ts";
import { messageOf } from "./out/encodings.ts";
import type { Pump } from "./out/pump.ts";
import { type Outlet, readerAt } from "./out/reader.ts";

export interface StreamParts extends JoinParts {
  pump: Pump;
  clock: Clock;
  retryAfterMs: () => number;
  streamRefusal: Doorkeeper["streamRefusal"];
  /** Tells that nobody can be let in now, with this status, and when to come again. */
  refuse: (response: Response, status: number, retryAfterS: number) => void;
}

/**
 * `GET /v1/events/stream`: the wire as Server-Sent Events; the same pump, the same numbers, `id:` the cursor. `hello` and
 * `beat` carry one too: a client that has seen no headline yet would else come back without any and miss what it slept
 * through.
 */
export function streamEvents(parts: StreamParts): RequestHandler {
  const { pump, clock, retryAfterMs, streamRefusal, refuse } = parts;
  return async (request, response) => {
    const status = request.method === "HEAD" ? null : streamRefusal(request, response);
    if (status !== null) return refuse(response, status, Math.ceil(retryAfterMs() / 1_000));
    const sent = request.get("Last-Event-ID") ?? request.query.after;
    const { log, written, ...place } = await findPlace(parts, sent);
    if (request.destroyed) return;

    const hello: Hello = { ...welcomeOf(place), now: timeText(clock.now()), acks: false, retryAfterMs: retryAfterMs() };
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    response.write(`retry: ${hello.retryAfterMs}\n\n`);
    const at = hello.mode === "snapshot" ? undefined : formatCursor({ epoch: hello.epoch, seq: written });
    const reader = readerAt(responseOutlet(request, response), log, written);
    response.on("close", () => pump.leave(reader));
    pump.join(reader, messageOf("hello", JSON.stringify(hello), at));
  };
}

function welcomeOf({ epoch, top, mode, complete }: Pick<Hello, "epoch" | "top" | "mode" | "complete">) {
  return { epoch, top, mode, complete };
}

function responseOutlet(request: Request, response: Response): Outlet {
  return {
    encoding: "sse",
    isIdle: () => response.writableLength === 0,
    write: (chunk) => {
      if (Buffer.isBuffer(chunk)) response.write(chunk);
    },
    waitingBytes: () => response.writableLength,
    progress: () => request.socket.bytesWritten - response.writableLength,
    close: () => request.socket.destroy(),
  };
}
