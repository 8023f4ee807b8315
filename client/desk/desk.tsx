import { render } from "preact";
import type { DeskFacts } from "../../core/pipes/desk-events.ts";
import { DeskScreen } from "./desk-screen.tsx";
import { startDesk } from "./start-desk.ts";

/** The desk's page comes alive: what it must know of the paper stands in its own HTML. */
const facts = JSON.parse(document.body.dataset.desk ?? "{}") as DeskFacts;
render(<DeskScreen desk={startDesk(facts)} />, document.body);
