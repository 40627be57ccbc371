/**
 * The way to a visit's photos, shortened: their page's code comes while somebody looks at the board, and what was
 * sent is asked for while the mouse button is still down. Not before: that photos were opened goes into the visit's evidence.
 */

const page = () => import("./page.tsx");

/** The page, for who shows it. */
export const loadReview = async () => (await page()).ReviewPage;

/** The code alone. */
export function warm(): void {
  void page().catch(() => undefined);
}

/** A link to the photos was pressed. A finger may as well begin to scroll there: only a mouse says that it means it. */
export function pressed(visit: string, event: PointerEvent): void {
  if (event.pointerType === "mouse" && event.button === 0)
    void page().then(
      ({ openAhead }) => openAhead(visit),
      () => undefined,
    );
}
