import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { ask } from "../live.ts";
import { CopyField } from "../parts/copy_field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { answersText as text } from "../text/answers.ts";
import { boardText } from "../text/board.ts";
import { common } from "../text/common.ts";
import type { Line } from "./page.tsx";

/** Telling a patient that their answer is there, by phone or by a new link; or giving a link out anew while their photos are awaited. */
export function TellDialog({ line, onClose }: { line: Line; onClose: () => void }) {
  const link = useSignal("");
  const failed = useSignal("");
  const busy = useSignal(false);
  const attempt = async (act: () => Promise<void>) => {
    busy.value = true;
    failed.value = "";
    try {
      await act();
    } catch (error) {
      failed.value = sentence(error);
    }
    busy.value = false;
  };
  const told = (way: "phone" | "link") =>
    attempt(async () => {
      await call<void>("POST", `/api/visits/${line.visit}/answer/told`, { way });
      onClose();
    });
  const renew = () =>
    attempt(async () => {
      link.value = (await call<{ link: string }>("POST", `/api/visits/${line.visit}/link`)).link;
    });
  const takeBack = () =>
    attempt(async () => {
      await ask({ type: "cancel", visit: line.visit });
      onClose();
    });
  const answered = line.standing === "answered";
  return (
    <Dialog title={answered ? text.tellTitle(line.patient) : text.newLinkOf(line.patient)} onClose={onClose}>
      <p>{answered ? text.tellLead : link.value ? boardText.linkLead : boardText.reach.linkHint}</p>
      {failed.value && (
        <p class="notice danger" role="alert">
          {failed.value}
        </p>
      )}
      {link.value && (
        <CopyField id="patient-link" label={boardText.linkLabel} value={link.value} button={boardText.copyLink} />
      )}
      <div class="dialog-buttons">
        {answered && !link.value && (
          <Button kind="primary" busy={busy.value} onClick={() => void told("phone")}>
            {text.byPhone}
          </Button>
        )}
        {!link.value && (
          <Button busy={busy.value} onClick={() => void renew()}>
            {text.newLink}
          </Button>
        )}
        {answered && link.value && (
          <Button kind="primary" busy={busy.value} onClick={() => void told("link")}>
            {text.byLink}
          </Button>
        )}
        {!answered && !link.value && (
          <Button kind="danger" busy={busy.value} onClick={() => void takeBack()}>
            {text.cancel}
          </Button>
        )}
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}
