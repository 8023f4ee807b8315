import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { balancerProgram } from "../../support/lines/balancer.ts";
import { ownPort } from "../fire/own-port.ts";
import { type Add, ownRedis } from "../fire/own-stores.ts";
import { answersWell, type PaperProcess, startProcess } from "../fire/processes.ts";
import { startAsked } from "../fire/start-asked.ts";
import type { StockNode, StockQuestion } from "./stock-node.ts";

/** Two nodes of stock Socket.IO that are replaced in turn, a third that only sends, and HAProxy as the paper has it. */
export interface StockPair {
  url: string;
  nodes: PaperProcess[];
  emit(event: object): Promise<void>;
}

const NODE = fileURLToPath(new URL("./stock-node.ts", import.meta.url));

export async function startStockPair(folder: string, add: Add): Promise<StockPair> {
  const redis = await ownRedis(folder, add);
  const ports = [await ownPort(), await ownPort()];
  const nodes = await Promise.all(
    ports.map(async (port, i) => {
      const order: StockNode = { redisUrl: redis.url, port };
      const node = await startProcess({
        ...{ name: `stock node ${i + 1}`, program: process.execPath, args: [NODE, JSON.stringify(order)], cwd: folder },
        ...{ env: { PATH: "" }, logFile: join(folder, `stock-${i + 1}.log`) },
        isReady: () => answersWell(`http://127.0.0.1:${port}/readyz`),
      });
      add("stock node", () => node.kill());
      return node;
    }),
  );
  const sender = startAsked<StockQuestion, null>(NODE, {
    redisUrl: redis.url,
    port: await ownPort(),
  } satisfies StockNode);
  add("stock sender", () => sender.end({ isEnd: true }));
  const [port, healthPort, metricsPort] = [await ownPort(), await ownPort(), await ownPort()];
  const haproxy = await startProcess({
    ...(await balancerProgram(folder, { port, healthPort, metricsPort, ports }, "stock-haproxy")),
    ...{ name: "stock haproxy", cwd: folder, logFile: join(folder, "stock-haproxy.log") },
    isReady: () => answersWell(`http://127.0.0.1:${healthPort}/alive`),
  });
  add("stock haproxy", () => haproxy.kill());
  return { url: `http://127.0.0.1:${port}`, nodes, emit: async (event) => void (await sender.ask({ event })) };
}
