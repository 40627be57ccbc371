import type { Signal } from "@preact/signals";
import { call } from "../../api/http.ts";
import type { Request } from "../../protocol/connection.ts";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { ask } from "../live.ts";
import { PopoverMenu } from "../parts/popover_menu.tsx";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { visitText } from "../text/visit.ts";
import { otherDestination } from "./admit.ts";
import { acknowledge } from "./alerts.ts";
import type { Question } from "./confirm.tsx";
import type { Opener } from "./openers.ts";
import { isDone } from "./order.ts";

interface Props {
  row: BoardRow;
  /** Takes the sentence that says what came of a choice; the row shows it. */
  told: Signal<string>;
  open: Opener;
}

interface Entry {
  words: string;
  act: () => void;
}

/** What else can be done with a visit. Only what the server allows this person now; nothing at all, and there is no menu. */
export function RowMenu({ row, told, open }: Props) {
  const confirm = (question: Question) => open({ kind: "question", question });
  const { attempt, send } = attempts(told);
  const address = `/api/visits/${row.visit}/link`;
  const entries: Entry[] = [];
  const { visit, commands } = row;
  const other = me.value ? otherDestination(me.value.role, commands) : null;
  if (other)
    entries.push({
      words: other === "intake" ? text.admitIntake : text.admitDermatologist,
      act: () => open({ kind: "admit", row, to: other }),
    });
  if (commands.includes("ring")) entries.push({ words: text.calls.another, act: () => open({ kind: "reach", row }) });
  if (commands.includes("set_time") && !row.wanted_since)
    entries.push({ words: text.changeTime, act: () => open({ kind: "time", row }) });
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
            const { link } = await call<{ link: string }>("POST", address);
            open({ kind: "link", row, link });
          }),
      },
      ...(paused(row)
        ? [{ words: text.unlock, act: () => attempt(() => call("POST", `${address}/unlock`), text.unlocked) }]
        : []),
      {
        words: text.revokeLink,
        act: () => {
          confirm({
            title: text.confirmRevoke(row.patient_name),
            more: text.confirmMore.revoke,
            yes: text.confirmYes.revoke ?? "",
            act: () => attempt(() => call("DELETE", address), text.revoked),
          });
        },
      },
    );
  if (commands.includes("send_back"))
    entries.push({
      words: text.sendBack,
      act: () =>
        confirm({
          title: visitText.sendBackTitle(row.patient_name),
          yes: visitText.sendBackYes,
          act: () => {
            acknowledge([visit]);
            void send({ type: "send_back", visit });
          },
        }),
    });
  if (commands.includes("no_show"))
    entries.push({
      words: text.noShow,
      act: () => {
        confirm({
          title: text.confirmNoShow(row.patient_name),
          more: text.confirmMore.no_show,
          yes: text.confirmYes.no_show ?? "",
          act: () => send({ type: "no_show", visit }),
        });
      },
    });
  if (commands.includes("cancel"))
    entries.push({
      words: text.cancelVisit,
      act: () => {
        confirm({
          title: text.confirmCancel(row.patient_name),
          more: text.confirmMore.cancel,
          yes: text.confirmYes.cancel ?? "",
          danger: true,
          act: () => send({ type: "cancel", visit }),
        });
      },
    });
  if (commands.includes("reopen")) entries.push({ words: text.reopen, act: () => send({ type: "reopen", visit }) });
  if (entries.length === 0) return null;
  return (
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
  );
}

/** "Did not come" as a button of its own, for a visit that this closes most likely. */
export function NotCome({ row, told, describedBy }: { row: BoardRow; told: Signal<string>; describedBy: string }) {
  if (!row.commands.includes("no_show")) return null;
  const { send } = attempts(told);
  return (
    <Button aria-describedby={describedBy} onClick={() => void send({ type: "no_show", visit: row.visit })}>
      {text.noShow}
    </Button>
  );
}

/** Does something and says in the row what came of it. */
function attempts(told: Signal<string>) {
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
  return { attempt, send: (frame: Exclude<Request, { type: "media.offer" }>) => attempt(() => ask(frame)) };
}

/** Whether wrong birth dates have paused the link just now. */
function paused(row: BoardRow): boolean {
  return row.link_paused_until !== null && Date.parse(row.link_paused_until) > Date.now();
}
