import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Look } from "../../picture/look.ts";
import { Pointing } from "../../picture/pointing.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { ask, connection } from "../live.ts";
import { sentence } from "../refusal.ts";
import type { Desk } from "./desk.ts";
import type { Point } from "./marks.ts";
import type { Picture } from "./photos.ts";

export interface Pointer {
  readonly photo: string;
  readonly name: string;
  readonly at: Point;
}

/** Looking at a photo together with the patient. */
export interface Together {
  /** Whether there is a patient to show it to. */
  readonly possible: boolean;
  /** The photo that is shown, or null. */
  readonly showing: string | null;
  /** Where the other side points. */
  readonly pointer: ReadonlySignal<Pointer | null>;
  /** Whether somebody else has ended it: the patient, a colleague, or a hold. */
  readonly ended: ReadonlySignal<boolean>;
  readonly failed: Signal<string>;
  show(photo: string): Promise<void>;
  stop(): Promise<void>;
  point(picture: Picture, at: Point | null): void;
}

/** `frame` is the visit as it stands, null on a page without a call. */
export function useTogether(desk: Desk, visit: string, frame: VisitFrame | null): Together {
  const pointer = useSignal<Pointer | null>(null);
  const failed = useSignal("");
  const showing = useSignal<string | null>(null);
  const ended = useSignal(false);
  /** Whether what is shown now was there a moment ago, and its end is not this page's own doing. */
  const theirsToEnd = useRef(false);
  showing.value = frame?.showing?.photo ?? null;
  const possible = frame?.parties.some((party) => party.seat === frame.you && party.in_call) ?? false;
  /** What came from the other side last: it is not sent back. */
  const theirs = useRef<Look | null>(null);
  const pointing = useMemo(
    () => new Pointing((at, look) => ask({ type: "photo.point", visit, at: at && [at[0], at[1]], look })),
    [visit],
  );

  useSignalEffect(() => {
    const photo = showing.value;
    if (photo !== null) ended.value = false;
    else if (theirsToEnd.current) ended.value = true;
    theirsToEnd.current = photo !== null;
    if (photo === null) {
      pointer.value = null;
      if (desk.tool.peek() === "point") desk.tool.value = "move";
      return;
    }
    desk.show(photo);
  });
  useSignalEffect(() => {
    const photo = showing.value;
    if (photo === null) return;
    const look = desk.look(photo).value;
    if (look !== theirs.current) pointing.looks(look);
  });
  useSignalEffect(() =>
    connection.value?.listen((event) => {
      if (event.type !== "photo.pointed" || event.visit !== visit) return;
      pointer.value = event.at && { photo: event.photo, name: event.name, at: event.at };
      if (!event.look) return;
      theirs.current = event.look;
      desk.lookAt(event.photo, event.look);
    }),
  );

  const attempt = async (act: () => Promise<void>) => {
    failed.value = "";
    try {
      await act();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return {
    possible,
    showing: showing.value,
    pointer,
    ended,
    failed,
    show: (photo) => attempt(() => ask({ type: "photo.show", visit, photo })),
    stop: () => {
      theirsToEnd.current = false;
      return attempt(() => ask({ type: "photo.show", visit, photo: null }));
    },
    point: (picture, at) => {
      if (picture.id === showing.peek()) pointing.point(at);
    },
  };
}
