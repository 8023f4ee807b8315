import { Sheet } from "./send/sheet.tsx";
import type { Desk } from "./start-desk.ts";

/** Over the desk when the server does not know who is here. What was written stays where it is, underneath. */
export function SignIn({ desk }: { desk: Desk }) {
  if (!desk.session.hasEnded.value) return null;
  return (
    <Sheet title="You are signed out" onClose={() => {}}>
      <p>What you have written stays on this device, and goes to the server when you are back.</p>
      <div class="buttons">
        <a class="publish button" href="/desk/sign-in?next=/desk" target="_blank" rel="noopener opener">
          Sign in
        </a>
      </div>
      <p class="hint">It opens beside this page, and this page goes on by itself.</p>
    </Sheet>
  );
}
