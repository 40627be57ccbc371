/** The payers that a visit can be billed to, for whoever plans visits. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";

export const payers = signal<readonly { id: string; name: string }[]>([]);

/** Reads the payers' names when a page that shows them opens; until then, and where that fails, an id stands for itself. */
export function usePayers(): void {
  useEffect(() => {
    call<{ payers: { id: string; name: string }[] }>("GET", "/api/payers")
      .then((answer) => {
        payers.value = answer.payers.filter((one) => one.id !== "SELF_PAY");
      })
      .catch(() => undefined);
  }, []);
}

export const payerName = (id: string): string => payers.value.find((one) => one.id === id)?.name ?? id;
