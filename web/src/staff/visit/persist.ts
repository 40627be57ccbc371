import { type Connection, ConnectionLost, Refused, type Request } from "../../protocol/connection.ts";

type Command = Extract<Exclude<Request, { type: "media.offer" | "media.restart" }>, { visit: string }>;

/** How long a command waits for its connection to come back, milliseconds: after more it is no longer what its person wants. */
export const BACK_MS = 10_000;

/**
 * Sends a command that says what is to be (`on: true`, not "the other way round"), and once more when the connection went before
 * it was answered. Rejects like `Connection.request`: with `ConnectionLost` when the connection stays away.
 */
export async function persist(connection: Connection, command: Command, patienceMs = BACK_MS): Promise<void> {
  const sent = connection.status === "open";
  try {
    await connection.request(command);
    return;
  } catch (error) {
    if (!(error instanceof ConnectionLost) || !(await seatedAgain(connection, command.visit, patienceMs))) throw error;
  }
  try {
    await connection.request(command);
  } catch (error) {
    // It was done the first time, and only its answer got lost: there is nothing left to do.
    if (!(sent && error instanceof Refused && error.code === "not_now")) throw error;
  }
}

/** Whether the page has its seat again in time: the server shows the visit once more. */
function seatedAgain(connection: Connection, visit: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (seated: boolean) => {
      clearTimeout(timer);
      unlisten();
      resolve(seated);
    };
    const timer = setTimeout(() => done(false), patienceMs);
    const unlisten = connection.listen((event) => {
      if (event.type === "link" && event.status === "closed") done(false);
      if (event.type === "visit" && event.visit === visit && event.you !== null) done(true);
    });
  });
}
