import { type Signal, useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import type { Request } from "../../protocol/connection.ts";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { ask } from "../live.ts";
import { PopoverMenu } from "../parts/popover_menu.tsx";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { otherDestination } from "./admit.ts";
import { ConfirmDialog, type Question } from "./confirm.tsx";
import { LinkDialog } from "./link_dialog.tsx";
import { isDone } from "./order.ts";

interface Props {
  row: BoardRow;
  /** Takes the sentence that says what came of a choice; the row shows it. */
  told: Signal<string>;
  onAdmit: (row: BoardRow, to: "intake" | "dermatologist") => void;
}

interface Entry {
  words: string;
  act: () => void;
}

/** What else can be done with a visit. Only what the server allows this person now; nothing at all, and there is no menu. */
export function RowMenu({ row, told, onAdmit }: Props) {
  const question = useSignal<Question | null>(null);
  const link = useSignal<string | null>(null);
  const attempt = async (act: () => Promise<unknown>, done = "") => {
    told.value = "";
    try {
      await act();
      told.value = done;
      if (done) announce(done);
    } catch (error) {
      told.value = sentence(error);
      announce(told.value);
    }
  };
  const send = (frame: Exclude<Request, { type: "media.offer" }>) => attempt(() => ask(frame));
  const address = `/api/visits/${row.visit}/link`;
  const entries: Entry[] = [];
  const { visit, commands } = row;
  const other = me.value ? otherDestination(me.value.role, commands) : null;
  if (other)
    entries.push({
      words: other === "intake" ? text.admitIntake : text.admitDermatologist,
      act: () => onAdmit(row, other),
    });
  if (commands.includes("urgent"))
    entries.push({
      words: row.urgent ? text.urgentOff : text.urgentOn,
      act: () => send({ type: "urgent", visit, on: !row.urgent }),
    });
  if (commands.includes("manage_link") && !isDone(row.state))
    entries.push(
      {
        words: text.newLink,
        act: () =>
          attempt(async () => {
            link.value = (await call<{ link: string }>("POST", address)).link;
          }),
      },
      { words: text.unlock, act: () => attempt(() => call("POST", `${address}/unlock`), text.unlocked) },
      {
        words: text.revokeLink,
        act: () => {
          question.value = {
            title: text.confirmRevoke(row.patient_name),
            yes: text.confirmYes.revoke ?? "",
            act: () => attempt(() => call("DELETE", address), text.revoked),
          };
        },
      },
    );
  if (commands.includes("no_show"))
    entries.push({
      words: text.noShow,
      act: () => {
        question.value = {
          title: text.confirmNoShow(row.patient_name),
          yes: text.confirmYes.no_show ?? "",
          act: () => send({ type: "no_show", visit }),
        };
      },
    });
  if (commands.includes("cancel"))
    entries.push({
      words: text.cancelVisit,
      act: () => {
        question.value = {
          title: text.confirmCancel(row.patient_name),
          yes: text.confirmYes.cancel ?? "",
          act: () => send({ type: "cancel", visit }),
        };
      },
    });
  if (commands.includes("reopen")) entries.push({ words: text.reopen, act: () => send({ type: "reopen", visit }) });
  if (entries.length === 0) return null;
  return (
    <>
      <PopoverMenu button={text.menu} describedBy={`name-${row.visit}`}>
        {(close) =>
          entries.map(({ words, act }) => (
            <button
              key={words}
              type="button"
              onClick={() => {
                close();
                act();
              }}
            >
              {words}
            </button>
          ))
        }
      </PopoverMenu>
      {question.value && <ConfirmDialog question={question.value} onClose={() => (question.value = null)} />}
      {link.value && (
        <LinkDialog
          title={text.linkTitle(row.patient_name)}
          lead={text.linkLead}
          link={link.value}
          onClose={() => (link.value = null)}
        />
      )}
    </>
  );
}
