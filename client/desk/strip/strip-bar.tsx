import type { CanarySight } from "../../../core/pipes/desk-events.ts";
import { durationWords } from "../receipt/stages.ts";
import type { Desk } from "../start-desk.ts";
import { troublesOf } from "./troubles.ts";

/** The way to the screens in one row, and in words what is wrong with it. Green is the canary that came through, alone. */
export function StripBar({ desk }: { desk: Desk }) {
  const { strip, hasAsked } = desk.strip.state.value;
  const troubles = troublesOf(strip, hasAsked);
  const queue = strip?.queue;
  return (
    <>
      <dl class="strip" aria-label="The way to the screens">
        <Figure name="Open screens" value={strip?.readers} />
        <Figure isMinor name="Servers" value={strip?.servers} />
        <Figure name="Workers" value={queue?.workers} isBad={queue?.workers === 0} />
        <Figure name="In the queue" value={queue?.depth} />
        <Figure
          isMinor
          name="Oldest"
          value={queue ? (queue.oldestMs === null ? "none" : durationWords(queue.oldestMs)) : undefined}
        />
        <Figure isMinor name="Failed" value={queue?.failed} isBad={(queue?.failed ?? 0) > 0} />
        <Canary canary={strip?.canary ?? null} />
      </dl>
      <div class="troubles" role="status">
        {troubles.map(({ says, isBroken }) => (
          <p key={says} data-broken={isBroken}>
            {says}
          </p>
        ))}
      </div>
    </>
  );
}

interface FigureProps {
  name: string;
  /** Undefined: not known. */
  value: number | string | undefined;
  isBad?: boolean;
  /** Left out where room is short, as long as it is not bad. */
  isMinor?: boolean;
}

function Figure({ name, value, isBad = false, isMinor = false }: FigureProps) {
  const words = typeof value === "number" ? value.toLocaleString("en-GB") : (value ?? "—");
  return (
    <div data-state={isBad ? "bad" : "plain"} class={isMinor ? "minor" : undefined}>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </div>
  );
}

const SEEN: Record<CanarySight["status"], string> = { green: "comes through", waiting: "under way", red: "lost" };

function Canary({ canary }: { canary: CanarySight | null }) {
  return (
    <div data-state={canary ? canary.status : "unknown"}>
      <dt>Canary</dt>
      <dd>{canary ? SEEN[canary.status] : "not watched"}</dd>
    </div>
  );
}
