import { useSignal } from "@preact/signals";
import { ConnectionLost } from "../../protocol/connection.ts";
import { announce } from "../../ui/announce.tsx";
import { connection } from "../live.ts";
import { sentence } from "../refusal.ts";
import { persist } from "./persist.ts";

type Asked = Parameters<typeof persist>[1];

export interface Commands {
  /** Sends a command. True when it was done; else the reason stands in `refused` and was said aloud. */
  readonly give: (frame: Asked) => Promise<boolean>;
  readonly refused: string;
  readonly dismiss: () => void;
}

/** The commands of the visit page, with one place for the sentence of a refusal. */
export function useCommands(): Commands {
  const refused = useSignal("");
  const give = async (frame: Asked): Promise<boolean> => {
    refused.value = "";
    try {
      const open = connection.peek();
      if (!open) throw new ConnectionLost();
      await persist(open, frame);
      return true;
    } catch (error) {
      refused.value = sentence(error);
      announce(refused.value);
      return false;
    }
  };
  return {
    give,
    refused: refused.value,
    dismiss: () => {
      refused.value = "";
    },
  };
}
