import { type ComponentType, createRef } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { t } from "./text.ts";

/** Opens what helps when picture or sound do not: another device, sound only, the phone. Its code comes with the first touch. */
export function Trouble() {
  const [Sheet, setSheet] = useState<ComponentType<{ close: () => void }> | null>(null);
  const [open, setOpen] = useState(false);
  const button = createRef<HTMLButtonElement>();
  const show = async () => {
    if (Sheet === null) {
      const chunk = await import("./trouble_sheet.tsx").catch(() => null);
      if (chunk === null) return;
      setSheet(() => chunk.TroubleSheet);
    }
    setOpen(true);
  };
  return (
    <>
      <button ref={button} type="button" class="switch help" aria-haspopup="dialog" onClick={() => void show()}>
        <Icon name="warning" />
        <span>{t("trouble-open")}</span>
      </button>
      {open && Sheet && (
        <Sheet
          close={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </>
  );
}
