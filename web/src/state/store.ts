import { type ReadonlySignal, signal } from "@preact/signals";

/** One tree of state. Only `dispatch` changes it, only through the reducer; components read `state` (or a `computed` of it). */
export interface Store<State, Action> {
  readonly state: ReadonlySignal<State>;
  dispatch(action: Action): void;
}

/** `reducer` must be pure and give the same object back when nothing changed. */
export function createStore<State, Action>(
  reducer: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  const state = signal(initial);
  return {
    state,
    dispatch(action) {
      state.value = reducer(state.peek(), action);
    },
  };
}
