import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { clockTime } from "../format/zoned.ts";
import { Dialog } from "../parts/dialog.tsx";
import type { VisitRecord } from "../records.ts";
import { sentence } from "../refusal.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";

/** For a role that the record is closed to: opens it in an emergency, with a reason, and then says until when. */
export function Emergency({ record, reload }: { record: VisitRecord; reload: () => Promise<void> }) {
  const asking = useSignal(false);
  const reason = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  const open = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    wrong.value = reason.value.trim().length < 10 ? text.glassShort : "";
    if (wrong.value) return;
    busy.value = true;
    try {
      await call("POST", `/api/visits/${record.id}/emergency`, { reason: reason.value });
      asking.value = false;
      await reload();
    } catch (error) {
      wrong.value = sentence(error);
    }
    busy.value = false;
  };
  if (record.emergency_until)
    return (
      <p class="panel-part notice waiting" role="status">
        {text.glassUntil(clockTime(record.emergency_until))}
      </p>
    );
  return (
    <div class="panel-part">
      <Button
        onClick={() => {
          asking.value = true;
        }}
      >
        {text.glass}
      </Button>
      {asking.value && (
        <Dialog
          title={text.glass}
          onClose={() => {
            asking.value = false;
          }}
        >
          <p>{text.glassLead}</p>
          <form onSubmit={open} noValidate>
            <TextArea
              name="reason"
              label={text.glassReason}
              rows={3}
              maxLength={500}
              value={reason.value}
              error={wrong.value}
              onInput={(e) => {
                reason.value = e.currentTarget.value;
              }}
            />
            <div class="dialog-buttons">
              <Button type="submit" kind="danger" busy={busy.value}>
                {text.glassOpen}
              </Button>
              <Button
                onClick={() => {
                  asking.value = false;
                }}
              >
                {common.cancel}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </div>
  );
}
