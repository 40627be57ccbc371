import type { Transport } from "../../src/protocol/connection.ts";
import type { ClientFrame, ServerFrame } from "../../src/protocol/frames.ts";

/** A socket whose other end is the test. */
export class Wire implements Transport {
  onUp = () => undefined;
  onFrame: (frame: ServerFrame) => void = () => undefined;
  onDown: (refused: boolean) => void = () => undefined;
  connects = 0;
  closed = false;
  readonly kicks: string[] = [];
  readonly sent: ClientFrame[] = [];
  connect() {
    this.connects++;
  }
  send(frame: ClientFrame) {
    this.sent.push(frame);
  }
  close() {
    this.closed = true;
  }
  hurry() {
    this.kicks.push("hurry");
  }
  renew() {
    this.kicks.push("renew");
  }
}
