import type { ComponentChildren } from "preact";
import { Heading } from "../../ui/heading.tsx";
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
