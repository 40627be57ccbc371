import { signal } from "@preact/signals";

const said = signal<{ text: string; turn: number }>({ text: "", turn: 0 });

/** How long what was said stays in the page, milliseconds: who comes upon it later must not take it for news. */
const STAYS_MS = 10_000;

/** Says `text` to screen readers, once the current speech is over. Saying the same again is heard again. */
export function announce(text: string): void {
  const turn = said.peek().turn + 1;
  said.value = { text, turn };
  setTimeout(() => {
    if (said.peek().turn === turn) said.value = { text: "", turn };
  }, STAYS_MS);
}

/** The one live region of a page. It must be there before the first `announce`, so put it into the page's frame. */
export function Announcer() {
  const { text, turn } = said.value;
  return (
    <div class="visually-hidden" aria-live="polite" aria-atomic="true" data-announcer>
      <p key={turn}>{text}</p>
    </div>
  );
}
