import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { homeOf, may } from "../may.ts";
import type { Me } from "../records.ts";
import { sentence } from "../refusal.ts";
import { page, path } from "../route.ts";
import { signOut } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";

/** The bar on every page: where one can go, for which practice, as whom. */
export function TopBar({ me }: { me: Me }) {
  const failed = useSignal("");
  const here = page.value.name;
  const at = here === "board" ? homeOf(me.role) : here;
  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  const link = (to: string, words: string, current: boolean) => (
    <a href={to} {...(current ? { "aria-current": "page" as const } : {})}>
      {words}
    </a>
  );
  return (
    <header class="top-bar">
      <span class="practice">{me.practice.name}</span>
      <nav aria-label={common.nav}>
        {may.seeBoard(me.role) && link(path.board, common.today, here === "board")}
        {may.seeBilling(me.role) && link(path.billing, common.billing, at === "billing")}
        {may.seePhotoQueue(me.role) && link(path.answers, common.answers, here === "answers")}
        {may.createVisit(me.role) && link(path.newVisit, common.newVisit, here === "new-visit")}
        {may.seePeople(me.role) && link(path.people, common.people, at === "people" || here === "person")}
        {may.managePayers(me.role) && link(path.payers, common.payers, here === "payers")}
        {may.manageHours(me.role) && link(path.hours, common.hours, here === "hours")}
        {may.readAudit(me.role) && link(path.audit, text.audit, here === "audit")}
      </nav>
      <span class="who">
        <a class="who-name" href={path.account} {...(here === "account" ? { "aria-current": "page" as const } : {})}>
          {me.name}
          {me.credential ? `, ${me.credential}` : ""}
        </a>
        <span class="aside">{common.roles[me.role]}</span>
      </span>
      <Button kind="quiet" onClick={leave}>
        {common.signOut}
      </Button>
      {failed.value && (
        <p role="alert" class="error">
          {failed.value}
        </p>
      )}
    </header>
  );
}
