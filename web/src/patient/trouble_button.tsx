import { useEffect, useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { Later, useSettled } from "./later.tsx";
import { t } from "./text.ts";

const sheet = () => import("./trouble_sheet.tsx").then((chunk) => chunk.TroubleSheet);

/** Opens what helps when picture or sound do not: another device, sound only, the phone. */
export function Trouble() {
  const [open, setOpen] = useState(false);
  // Its code comes while the connection is well: who needs it may have none.
  const settled = useSettled();
  useEffect(() => {
    if (settled) sheet().catch(() => undefined);
  }, [settled]);
  return (
    <>
      <button type="button" class="switch help" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="help" />
        <span>{t("trouble-open")}</span>
      </button>
      {open && <Later load={sheet} with={{ close: () => setOpen(false) }} />}
    </>
  );
}
