import { runMain } from "../core/run-main.ts";
import { startServer } from "./start-server.ts";

await runMain("server", startServer);
