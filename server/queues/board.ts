import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type { AppControllerRoute, BullBoardQueues, IServerAdapter, UIConfig } from "@bull-board/api/typings/app";
import type { Queues } from "../../core/pipes/queues/queues.ts";

/*
 * bull-board, without an application of its own: what it would serve is gathered here, and rows of our route table name
 * what of it is served, and to whom. Its page is drawn by us, because its own brings fonts from elsewhere and styles inline.
 */

export type BoardCall = AppControllerRoute["handler"];

export interface Board {
  /** What answers a call, by bull-board's own name for it. Throws when it has none: another version has other calls. */
  call(method: "get" | "put", route: string): BoardCall;
  /** What each call is given besides the request. */
  queues: BullBoardQueues;
  uiConfig: UIConfig;
  /** The folder of scripts and styles. */
  staticFolder: string;
  /** The folder of its page, which names them. */
  viewFolder: string;
}

const UI_CONFIG: UIConfig = {
  boardTitle: "Queues",
  hideDocsLink: true,
  miscLinks: [{ text: "The desk", url: "/desk" }],
  pollingInterval: { showSetting: true },
  sortQueues: true,
};

export function openBoard({ all }: Queues): Board {
  const calls = new Map<string, BoardCall>();
  const board = { queues: new Map() as BullBoardQueues, uiConfig: UI_CONFIG, staticFolder: "", viewFolder: "" };
  const gathering: IServerAdapter = {
    setQueues: (queues) => keep({ queues }),
    setViewsPath: (viewFolder) => keep({ viewFolder }),
    setStaticPath: (_route, staticFolder) => keep({ staticFolder }),
    setEntryRoute: () => gathering,
    setErrorHandler: () => gathering,
    setUIConfig: (uiConfig) => keep({ uiConfig }),
    setApiRoutes: (routes) => {
      for (const { method, route, handler } of routes)
        for (const one of [method].flat()) for (const path of [route].flat()) calls.set(`${one} ${path}`, handler);
      return gathering;
    },
  };
  function keep(given: Partial<typeof board>): IServerAdapter {
    Object.assign(board, given);
    return gathering;
  }
  const queues = all.map((queue) => new BullMQAdapter(queue));
  createBullBoard({ queues, serverAdapter: gathering, options: { uiConfig: UI_CONFIG } });
  return {
    ...board,
    call: (method, route) => {
      const call = calls.get(`${method} /api${route}`);
      if (!call) throw new Error(`bull-board has no call ${method} ${route}`);
      return call;
    },
  };
}
