import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import type { BoardRow } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ask } from "../live.ts";
import { CopyField } from "../parts/copy_field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import type { VisitRecord } from "../records.ts";
import { sentence } from "../refusal.ts";
import { boardText } from "../text/board.ts";
import { common } from "../text/common.ts";
import { rangHere } from "./expected.ts";

const text = boardText.reach;

interface Props {
  /** The row as it is now: the page may open while the dialog stands. */
  row: BoardRow;
  onClose: () => void;
}

/** The patient's page is not open, or nobody answers there: the number to dial and a link to send. Each try is kept. */
export function ReachDialog({ row, onClose }: Props) {
  const phone = useSignal<string | null | undefined>(undefined);
  const link = useSignal<string | null>(null);
  const told = useSignal("");
  const attempt = async (act: () => Promise<unknown>) => {
    told.value = "";
    try {
      await act();
    } catch (error) {
      told.value = sentence(error);
    }
  };
  useEffect(() => {
    void attempt(async () => {
      phone.value = (await call<VisitRecord>("GET", `/api/visits/${row.visit}`)).patient.phone;
    });
  }, [row.visit]);
  const tried = (way: "phone" | "link") => void attempt(() => ask({ type: "ring", visit: row.visit, way }));
  const ring = () =>
    attempt(async () => {
      rangHere(row.visit);
      await ask({ type: "ring", visit: row.visit, way: "page" });
      onClose();
    });
  return (
    <Dialog title={text.title(row.patient_name)} onClose={onClose}>
      <p role="status">{row.here ? text.here : text.notHere}</p>
      {row.here && (
        <Button kind="primary" icon="phone" onClick={ring}>
          {text.ring}
        </Button>
      )}
      <h3>{text.byPhone}</h3>
      {phone.value ? (
        <a class={row.here ? "button" : "button primary"} href={dial(phone.value)} onClick={() => tried("phone")}>
          <Icon name="phone" />
          <span>{text.dial(phone.value)}</span>
        </a>
      ) : (
        <p>{phone.value === null ? text.noPhone : told.value ? "" : common.loading}</p>
      )}
      <h3>{text.byLink}</h3>
      {link.value ? (
        <CopyField
          id="reach-link"
          label={boardText.linkLabel}
          value={link.value}
          button={boardText.copyLink}
          onCopied={() => tried("link")}
        />
      ) : (
        <>
          <p class="hint">{text.linkHint}</p>
          <Button
            onClick={() =>
              attempt(async () => {
                link.value = (await call<{ link: string }>("POST", `/api/visits/${row.visit}/link`)).link;
              })
            }
          >
            {text.makeLink}
          </Button>
        </>
      )}
      {told.value && (
        <p role="alert" class="error">
          {told.value}
        </p>
      )}
      <div class="dialog-buttons">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}

/** The address that makes a telephone, or the program for one, dial. */
export function dial(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, "")}`;
}
