/** What the rows ask the board to open. It stands over the whole page, so that a row that moves takes nothing with it. */

import type { BoardRow } from "../../protocol/frames.ts";
import type { Destination } from "./admit.ts";
import type { Question } from "./confirm.tsx";

export type Opened =
  | { kind: "admit"; row: BoardRow; to: Destination; because?: string }
  | { kind: "reach"; row: BoardRow }
  | { kind: "time"; row: BoardRow }
  | { kind: "link"; row: BoardRow; link: string }
  | { kind: "question"; question: Question };

export type Opener = (what: Opened) => void;
