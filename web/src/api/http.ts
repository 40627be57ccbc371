/** A refusal of the HTTP API (RFC 9457). `detail` is a sentence for the person who asked. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** Whole seconds until it helps to try again, where the server said so. */
    readonly retryAfter: number | null = null,
    /** The rest of the body, for answers that carry more (a newer version, tries left). */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }
}

/** The server was not reached at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server was not reached.");
    this.name = "Unreachable";
  }
}

async function problem(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy in between answers without our body; the status alone still says enough.
  }
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
  const retry = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Problem(response.status, text("code"), text("detail"), Number.isNaN(retry) ? null : retry, body);
}

/** The raw answer. Throws `Problem` for every status that is not 2xx and `Unreachable` when there was none, or `signal` ended it. */
export async function send(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  key?: string,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      ...(signal && { signal }),
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(key !== undefined && { "Idempotency-Key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/** How long an answer may take, milliseconds: on a line that is dead a browser waits for minutes, and so would the person. */
const PATIENCE_MS = 30_000;

/** Like `send`, giving the JSON body, or undefined where there is none (204). An answer that was cut off counts as none. */
export async function call<Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
  const response = await send(method, path, body, AbortSignal.timeout(PATIENCE_MS), key);
  if (response.status === 204) return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new Unreachable();
  }
}
