/** What lies on the desk: which pictures are shown, how, and with which marks. The state of one open workspace. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Box, type Look, panned, WHOLE, zoomed } from "../../picture/look.ts";
import { announce } from "../../ui/announce.tsx";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { reviewText as text } from "../text/review.ts";
import { Film } from "./film.tsx";
import { type Kind, type Mark, readMarks, removeMark, type Shape, saveMark } from "./marks.ts";
import {
  type Concern,
  inOrder,
  type Picture,
  type Place,
  placeOf,
  putPhoto,
  readEarlier,
  readSent,
  sameSite,
} from "./photos.ts";
import { Pixels } from "./pixels.ts";

export type Layout = "side" | "slider" | "blink";
/** `point`: what the keys move is the pointer that the patient sees too. */
export type Tool = "move" | "point" | Kind;
const MOST_PANES = 4;

export class Desk {
  readonly pixels = new Pixels();
  readonly concerns = signal<readonly Concern[]>([]);
  readonly pictures = signal<readonly Picture[]>([]);
  readonly earlier = signal<readonly Picture[]>([]);
  readonly marks = signal<readonly Mark[]>([]);
  readonly coming = signal(0);
  readonly loaded = signal(false);
  readonly failed = signal("");
  /** Some marks could not be read, or not lately: those of the visits in `unread`. */
  readonly withoutMarks = signal(false);
  /** Ids of the pictures in the panes, from left to right. */
  readonly shown = signal<readonly string[]>([]);
  readonly active = signal(0);
  readonly layout = signal<Layout>("side");
  readonly inStep = signal(true);
  readonly brightness = signal(100);
  readonly contrast = signal(100);
  readonly tool = signal<Tool>("move");
  readonly showMarks = signal(true);
  readonly panes: ReadonlySignal<Picture[]> = computed(() => this.shown.value.flatMap((id) => this.find(id) ?? []));
  readonly current: ReadonlySignal<Picture | null> = computed(
    () => this.panes.value[this.active.value] ?? this.panes.value[0] ?? null,
  );
  private readonly unread = new Set<string>();
  private readonly looks = new Map<string, Signal<Look>>();
  /** Fitted sizes by picture, as the panes measured them. */
  private readonly fits = new Map<string, Box>();
  private readonly films = new Map<string, Film>();
  private undoing: (() => Promise<void>)[] = [];
  readonly undoable = signal(0);
  private opening: Promise<void> | null = null;

  constructor(readonly visit: string) {}

  /** Reads what was sent, shows the first picture, then looks for earlier ones and the marks. Once, however often it is asked. */
  open(): Promise<void> {
    this.opening ??= this.begin();
    return this.opening;
  }

  private async begin(): Promise<void> {
    this.pixels.thumbnails(this.visit);
    await this.read();
    if (!this.loaded.peek()) {
      this.opening = null;
      return;
    }
    // What is looked at first comes first; the rest would only share its line and the server's time.
    const first = this.current.peek();
    if (first) await this.pixels.url(first, "screen").catch(() => undefined);
    void this.readMarks();
    try {
      const earlier = await readEarlier(this.visit);
      const visits = new Set(earlier.map((one) => one.visit));
      for (const visit of visits) this.pixels.thumbnails(visit);
      this.earlier.value = earlier;
      for (const visit of visits) await this.readMarksOf(visit);
    } catch (error) {
      this.failed.value = sentence(error);
    }
  }

  /** Reads what was sent, again: something changed. */
  async read(): Promise<void> {
    try {
      const sent = await readSent(this.visit);
      const before = new Set(this.pictures.peek().map((one) => one.id));
      const first = !this.loaded.peek();
      const pictures = inOrder(sent.pictures, sent.concerns);
      // Asked for before anything is drawn: it is under way while the page is.
      if (first && pictures[0]) void this.pixels.url(pictures[0], "screen").catch(() => undefined);
      batch(() => {
        this.concerns.value = sent.concerns;
        this.pictures.value = pictures;
        this.coming.value = sent.coming;
        this.failed.value = "";
        this.loaded.value = true;
        const here = this.shown.peek().filter((id) => this.find(id));
        this.shown.value = here.length > 0 || !pictures[0] ? here : [pictures[0].id];
      });
      const fresh = pictures.filter((one) => !before.has(one.id));
      if (!first && fresh.length > 0) announce(text.arrived(fresh.length));
    } catch (error) {
      this.failed.value = sentence(error);
    }
  }

  /** Reads the marks of this visit again, where a colleague may have made some; and those of others that could not be read. */
  async readMarks(): Promise<void> {
    for (const visit of new Set([this.visit, ...this.unread])) await this.readMarksOf(visit);
  }

  private async readMarksOf(visit: string): Promise<void> {
    try {
      this.takeMarks(visit, await readMarks(visit));
      this.unread.delete(visit);
    } catch {
      this.unread.add(visit);
    }
    this.withoutMarks.value = this.unread.size > 0;
  }

  close(): void {
    this.pixels.close();
  }

  find(id: string): Picture | undefined {
    return this.pictures.value.find((one) => one.id === id) ?? this.earlier.value.find((one) => one.id === id);
  }

  look(id: string): Signal<Look> {
    const known = this.looks.get(id) ?? signal(WHOLE);
    this.looks.set(id, known);
    return known;
  }

  /** The clip of a picture that has one. */
  film(picture: Picture): Film {
    const known = this.films.get(picture.id) ?? new Film(picture);
    this.films.set(picture.id, known);
    return known;
  }

  measured(id: string, fit: Box): void {
    this.fits.set(id, fit);
  }

  /** Shows the picture in the active pane, or beside the others. */
  show(id: string, beside = false): void {
    const shown = this.shown.peek();
    const at = shown.indexOf(id);
    if (at >= 0) {
      this.active.value = at;
      return;
    }
    if (beside && shown.length < MOST_PANES) {
      this.shown.value = [...shown, id];
      this.active.value = shown.length;
    } else {
      const place = Math.min(this.active.peek(), Math.max(0, shown.length - 1));
      this.shown.value = shown.length === 0 ? [id] : shown.map((one, i) => (i === place ? id : one));
      this.active.value = place;
    }
  }

  /** Takes a pane away; one always stays. */
  hide(index: number): void {
    const shown = this.shown.peek();
    if (shown.length < 2) return;
    this.shown.value = shown.filter((_, i) => i !== index);
    this.active.value = Math.min(this.active.peek(), shown.length - 2);
    if (this.shown.peek().length < 2) this.layout.value = "side";
  }

  /** The next picture of this visit, or the one before, in the active pane. */
  step(by: number): void {
    const all = this.pictures.peek();
    const at = all.findIndex((one) => one.id === this.current.peek()?.id);
    const next = all[(at + by + all.length) % all.length];
    if (next) this.show(next.id);
  }

  /** Lays the picture beside the best earlier one of the same place. */
  compare(layout: Layout, other?: Picture): void {
    const one = this.current.peek();
    const with_ = other ?? (one && sameSite(one, this.earlier.peek())[0]);
    if (!one || !with_) return;
    this.shown.value = [with_.id, one.id];
    this.active.value = 1;
    this.layout.value = layout;
  }

  pan(id: string, dx: number, dy: number): void {
    this.each(id, (look, fit) => panned(look, fit, dx, dy));
  }

  zoom(id: string, factor: number, ax = 0, ay = 0): void {
    this.each(id, (look, fit) => zoomed(look, fit, factor, ax, ay));
  }

  whole(id: string): void {
    this.each(id, () => WHOLE);
  }

  /** Looks as told: for a picture that somebody else moves. */
  lookAt(id: string, look: Look): void {
    this.look(id).value = look;
  }

  private each(id: string, move: (look: Look, fit: Box) => Look): void {
    const ids = this.inStep.peek() || this.layout.peek() !== "side" ? this.shown.peek() : [id];
    // In the slider and the blink, out of step, only the one that is active moves: so two pictures are laid over each other.
    const moved = this.inStep.peek() ? ids : [id];
    for (const one of moved) {
      const look = this.look(one);
      look.value = move(look.peek(), this.fits.get(one) ?? { width: 1, height: 1 });
    }
  }

  // ---- marks -------------------------------------------------------------------------------------------------

  async save(picture: Picture, shape: Shape, id: string = crypto.randomUUID()): Promise<void> {
    const before = this.marks.peek().find((one) => one.id === id && !one.removed);
    await this.attempt(async () => {
      this.take(await saveMark(picture.visit, picture.id, id, shape));
      this.push(async () =>
        this.take(
          before
            ? await saveMark(picture.visit, picture.id, id, before)
            : await removeMark(picture.visit, picture.id, id),
        ),
      );
      announce(text.saved(shape.kind));
    });
  }

  async remove(picture: Picture, mark: Mark): Promise<void> {
    await this.attempt(async () => {
      this.take(await removeMark(picture.visit, picture.id, mark.id));
      this.push(async () => this.take(await saveMark(picture.visit, picture.id, mark.id, mark)));
      announce(text.removed);
    });
  }

  /** Puts a picture elsewhere among those of this visit. */
  async place(picture: Picture, to: Place): Promise<void> {
    const before = placeOf(picture, this.pictures.peek());
    await this.attempt(async () => {
      await putPhoto(picture, to);
      this.push(async () => {
        await putPhoto(picture, before);
        await this.read();
      });
      await this.read();
      announce(text.sort.done);
    });
  }

  /** Moves a picture so many places within its concern. */
  async shift(picture: Picture, by: number): Promise<void> {
    const now = placeOf(picture, this.pictures.peek());
    const count = this.pictures.peek().filter((one) => one.photo.concern === now.concern).length;
    const place = Math.min(count - 1, Math.max(0, now.place + by));
    if (place !== now.place) await this.place(picture, { ...now, place });
  }

  /** Takes the last change of a mark, or of the order, back. */
  async undo(): Promise<void> {
    const last = this.undoing.pop();
    this.undoable.value = this.undoing.length;
    if (last) await this.attempt(last);
  }

  mine(mark: Mark): boolean {
    return mark.author === me.peek()?.person;
  }

  private push(back: () => Promise<void>): void {
    this.undoing.push(back);
    this.undoable.value = this.undoing.length;
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.failed.value = "";
    try {
      await act();
    } catch (error) {
      this.failed.value = sentence(error);
    }
  }

  private take(mark: Mark): void {
    const others = this.marks.peek().filter((one) => one.id !== mark.id);
    this.marks.value = mark.removed ? others : [...others, mark];
  }

  private takeMarks(visit: string, marks: readonly Mark[]): void {
    const theirs = new Set(
      [...this.pictures.peek(), ...this.earlier.peek()].filter((one) => one.visit === visit).map((one) => one.id),
    );
    this.marks.value = [...this.marks.peek().filter((one) => !theirs.has(one.photo)), ...marks];
  }
}

/** How long a desk that was opened at the press waits for its page, milliseconds. */
const AHEAD_MS = 5_000;
let ahead: Desk | null = null;

/** Opens the desk of a visit whose link is just being pressed, for the page that comes of it. */
export function openAhead(visit: string): void {
  if (ahead?.visit === visit) return;
  ahead?.close();
  const desk = new Desk(visit);
  ahead = desk;
  void desk.open();
  setTimeout(() => {
    if (ahead !== desk) return;
    ahead = null;
    desk.close();
  }, AHEAD_MS);
}

/** The desk that was opened at the press, or a new one. */
export function deskOf(visit: string): Desk {
  const desk = ahead?.visit === visit ? ahead : new Desk(visit);
  if (desk === ahead) ahead = null;
  return desk;
}
