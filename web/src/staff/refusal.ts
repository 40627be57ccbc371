/** Any failure of a request as one sentence for the person who asked. */

import { Problem, Unreachable } from "../api/http.ts";
import { ConnectionLost, Refused } from "../protocol/connection.ts";
import { forget, noteLocked } from "./session.ts";
import { common } from "./text/common.ts";
import { typeset } from "./text/typeset.ts";

/** The sentence for `error`. A 401 also leads back to the sign-in page, since nothing else would work either. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) {
    if (error.status === 401 && !noteLocked(error)) forget(common.signedOutElsewhere);
    return typeset(error.message) || common.failed;
  }
  if (error instanceof Unreachable) return common.unreachable;
  if (error instanceof ConnectionLost) return common.unanswered;
  if (error instanceof Refused) return typeset(error.message) || common.failed;
  // A fault of this page: it is reported as one, and whoever pressed the button is not left waiting.
  reportError(error);
  return common.failed;
}
