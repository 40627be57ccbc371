import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { homeOf } from "../may.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
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

/** What a page stands for could not be had: `why`; once more, where that may help, or back to the first page. */
export function NotHad({ why, again }: { why: string; again: (() => Promise<unknown>) | null }) {
  return (
    <StatePage title={again ? common.notHadTitle : common.notFoundTitle}>
      <p>{why}</p>
      {again && (
        <Button kind="primary" onClick={() => void again()}>
          {common.tryAgain}
        </Button>
      )}
      <BackHome primary={again === null} />
    </StatePage>
  );
}

/** A page that the role of whoever is signed in does not include. */
export function NotForYou({ title }: { title: string }) {
  return (
    <StatePage title={title}>
      <p>{common.notForYou}</p>
      <BackHome primary />
    </StatePage>
  );
}

/** The way to the first page of whoever is signed in, by its name. */
export function BackHome({ primary = false }: { primary?: boolean }) {
  return (
    <a class={primary ? "button primary" : "button"} href={path.board}>
      {common.backTo[homeOf(me.value?.role ?? "biller")]}
    </a>
  );
}
