import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { BoardRow } from "../../protocol/frames.ts";
import { Heading } from "../../ui/heading.tsx";
import { ask, link } from "../live.ts";
import { may } from "../may.ts";
import { StatePage } from "../parts/state_page.tsx";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { common } from "../text/common.ts";
import { ArrivalAlert } from "./arrival_alert.tsx";
import { Guard } from "./guard.tsx";
import { OpenByNumber } from "./open_by_number.tsx";
import { inOrder, tally } from "./order.ts";
import { boardStore } from "./store.ts";
import { BoardTable } from "./table.tsx";

/** Today's board: every visit of the day, live. */
export function BoardPage() {
  const role = me.value?.role;
  const guarded = useSignal<{ row: BoardRow; to: "intake" | "dermatologist" } | null>(null);
  const rows = useComputed(() => inOrder(boardStore.state.value.rows.values()));
  const watching = role !== undefined && may.seeBoard(role);

  useEffect(() => {
    return () => void ask({ type: "board.leave" }).catch(() => undefined);
  }, []);
  useSignalEffect(() => {
    // After each reconnection anew: the server watches for a socket, not for a page.
    if (watching && link.value === "open") void ask({ type: "board.watch" }).catch(() => undefined);
  });

  if (!watching)
    return (
      <StatePage title={text.title}>
        <p>{role === "administrator" ? text.noBoardAdministrator : text.noBoardBiller}</p>
        {role === "biller" && <OpenByNumber />}
        {role && may.seePeople(role) && (
          <a class="button primary" href={path.people}>
            {common.people}
          </a>
        )}
      </StatePage>
    );
  const counts = tally(rows.value);
  return (
    <div class="board">
      <div class="page-head">
        <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
        {boardStore.state.value.known && rows.value.length > 0 && (
          <p class="aside">{text.counts(counts.waiting, counts.inVisit, counts.due)}</p>
        )}
        <ArrivalAlert rows={rows.value} />
        {may.createVisit(role) && rows.value.length > 0 && (
          <a class="button" href={path.newVisit}>
            {common.newVisit}
          </a>
        )}
      </div>
      {!boardStore.state.value.known ? (
        <p class="loading" role="status">
          {text.loading}
        </p>
      ) : rows.value.length === 0 ? (
        <Empty mayCreate={may.createVisit(role)} />
      ) : (
        <BoardTable rows={rows.value} onAdmit={(row, to) => (guarded.value = { row, to })} />
      )}
      {guarded.value && (
        <Guard early row={guarded.value.row} to={guarded.value.to} onClose={() => (guarded.value = null)} />
      )}
    </div>
  );
}

function Empty({ mayCreate }: { mayCreate: boolean }) {
  return (
    <div class="empty">
      <h2>{text.emptyTitle}</h2>
      <p>{mayCreate ? text.empty : text.emptyReader}</p>
      {mayCreate && (
        <a class="button primary" href={path.newVisit}>
          {common.newVisit}
        </a>
      )}
    </div>
  );
}
