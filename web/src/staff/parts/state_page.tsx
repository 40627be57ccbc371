import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { path } from "../route.ts";
import { common } from "../text/common.ts";

interface Props {
  title: string;
  children: ComponentChildren;
}

/** A page that has only one thing to say: empty, failed, gone; with the next step below it. */
export function StatePage({ title, children }: Props) {
  return (
    <div class="state-page">
      <Heading title={`${title} · ${common.product}`}>{title}</Heading>
      {children}
    </div>
  );
}

/** What a page stands for could not be had: `why`, once more, or back to the board. */
export function NotHad({ why, again }: { why: string; again: () => Promise<unknown> }) {
  return (
    <StatePage title={common.notFoundTitle}>
      <p>{why}</p>
      <Button kind="primary" onClick={() => void again()}>
        {common.tryAgain}
      </Button>
      <a class="button" href={path.board}>
        {common.back}
      </a>
    </StatePage>
  );
}
