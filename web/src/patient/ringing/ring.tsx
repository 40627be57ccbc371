import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useModal } from "../../ui/modal.ts";
import { phoneAddress } from "../frame.tsx";
import { t } from "../text.ts";

interface Props {
  practice: string;
  onAnswer: () => void;
  onNotNow: () => void;
}

/** The practice calls: one big button, and one way to say not now. It takes the focus, so that it is read aloud at once. */
export function Ring({ practice, onAnswer, onNotNow }: Props) {
  const box = useModal();
  return (
    <dialog
      ref={box}
      class="ring"
      role="alertdialog"
      aria-labelledby="ring-title"
      onCancel={(event) => {
        event.preventDefault();
        onNotNow();
      }}
    >
      <span class="ring-sign">
        <Icon name="phone" />
      </span>
      <h2 id="ring-title">{t("ring-title", { practice })}</h2>
      <Button kind="primary" class="ring-answer" icon="phone" autofocus onClick={onAnswer}>
        {t("ring-answer")}
      </Button>
      <Button kind="quiet" onClick={onNotNow}>
        {t("ring-not-now")}
      </Button>
    </dialog>
  );
}

/** What remains to be said of a call: that the practice waits, or that it rang. */
export function Aftermath({ children, onClose }: { children: ComponentChildren; onClose: () => void }) {
  return (
    <div class="notice ring-note" role="status">
      <div>{children}</div>
      <Button kind="quiet" onClick={onClose}>
        {t("ring-note-close")}
      </Button>
    </div>
  );
}

export function Missed({ practice, phone }: { practice: string; phone: string }) {
  return (
    <p>
      {t("ring-missed", { practice })} <a href={phoneAddress(phone)}>{phone}</a>
    </p>
  );
}
