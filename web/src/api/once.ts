/**
 * Keys by which the server knows a request again that is sent once more because its answer never came: the same for the same
 * content, another as soon as something in it was changed.
 */
export class OnceKey {
  #content = "";
  #key = "";

  /** The key to send this content under. */
  for(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this.#content || this.#key === "") {
      this.#content = content;
      this.#key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join("");
    }
    return this.#key;
  }

  /** It is done: the next one is another, even where it says the same. */
  done(): void {
    this.#key = "";
  }
}
