/** What the page knows of today's board: one reducer over `board` and `board.row` frames (stale ones never get here). */

import type { Board, BoardRow, BoardRowFrame } from "../../protocol/frames.ts";
import { createStore } from "../../state/store.ts";

export interface BoardState {
  /** False until the first `board` frame: nothing can be said about today yet. */
  readonly known: boolean;
  readonly rows: ReadonlyMap<string, BoardRow>;
}

export type BoardAction = Board | BoardRowFrame | { readonly type: "forgotten" };

const nothing: BoardState = { known: false, rows: new Map() };

function boardReducer(state: BoardState, action: BoardAction): BoardState {
  switch (action.type) {
    case "board":
      return { known: true, rows: new Map(action.rows.map((row) => [row.visit, row])) };
    case "board.row":
      return { ...state, rows: new Map(state.rows).set(action.row.visit, action.row) };
    case "forgotten":
      return nothing;
  }
}

export const boardStore = createStore<BoardState, BoardAction>(boardReducer, nothing);
