import { runMain } from "../core/process/run-main.ts";
import { startServer } from "./start-server.ts";

await runMain("server", startServer);
