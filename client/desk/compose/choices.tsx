import { isAlert, URGENCIES, type Urgency } from "../../../core/news/story.ts";
import type { AlertSpending, DeskFacts } from "../../../core/pipes/desk-events.ts";
import type { Composer } from "./composer.ts";

const NAMES: Record<Urgency, string> = { routine: "Routine", breaking: "Breaking", flash: "Flash" };
const EXPIRIES = [5, 10, 20, 30, 60, 120, 240];

export interface UrgencyFieldProps {
  composer: Composer;
  /** What the day has already spent; null: not known. */
  alerts: Record<"flash" | "breaking", AlertSpending> | null;
}

export function UrgencyField({ composer, alerts }: UrgencyFieldProps) {
  const { urgency, expiresInMinutes } = composer.fields.value;
  return (
    <fieldset class="field urgency">
      <legend>Urgency</legend>
      <div class="segments">
        {[...URGENCIES].reverse().map((each) => (
          <label key={each} data-urgency={each}>
            <input
              type="radio"
              name="urgency"
              value={each}
              checked={urgency === each}
              onChange={() => composer.set({ urgency: each })}
            />
            <span>{NAMES[each]}</span>
          </label>
        ))}
      </div>
      {isAlert(urgency) && (
        <label class="expiry">
          Ends by itself after{" "}
          <select
            value={String(expiresInMinutes)}
            onChange={({ currentTarget }) => composer.set({ expiresInMinutes: Number(currentTarget.value) })}
          >
            {[...new Set([...EXPIRIES, expiresInMinutes])]
              .sort((a, b) => a - b)
              .map((minutes) => (
                <option key={minutes} value={String(minutes)}>
                  {minutes} min
                </option>
              ))}
          </select>
        </label>
      )}
      {alerts && urgency !== "routine" && <Spent name={NAMES[urgency]} {...alerts[urgency]} />}
    </fieldset>
  );
}

function Spent({ name, spent, budget }: AlertSpending & { name: string }) {
  const isOver = spent >= budget;
  return (
    <p class="spent" data-over={isOver}>
      {name} alerts today: {spent} of {budget}
      {isOver && ". The day’s are spent: readers may begin to switch them off."}
    </p>
  );
}

export function SectionField({ composer, facts }: { composer: Composer; facts: DeskFacts }) {
  return (
    <div class="field">
      <label for="section">Section</label>
      <select
        id="section"
        value={composer.fields.value.section}
        onChange={({ currentTarget }) => composer.set({ section: currentTarget.value })}
      >
        {facts.sections.map(({ name, slug }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Switches({ composer }: { composer: Composer }) {
  const { lead, verification } = composer.fields.value;
  return (
    <div class="switches">
      <label>
        <input type="checkbox" checked={lead} onChange={() => composer.set({ lead: !lead })} /> Leads the front page
      </label>
      <label>
        <input
          type="checkbox"
          checked={verification === "unconfirmed"}
          onChange={({ currentTarget }) =>
            composer.set({ verification: currentTarget.checked ? "unconfirmed" : "confirmed" })
          }
        />{" "}
        Not confirmed yet
      </label>
    </div>
  );
}
