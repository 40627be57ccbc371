import { answers } from "../socket/knock.ts";
import { forget, remember, remembered } from "./tab.ts";

/** How long after a fetch that failed the next one begins, milliseconds. */
const AGAIN_MS = 2000;

/**
 * Fetches a part of the page's code until it is here, and hands it to `got`. Browsers remember a part that failed and may never fetch
 * it again (whatwg/html#6768), and a server that was updated meanwhile has others: where the server answers and the part still does
 * not come, the page is loaded anew, once, if nothing can go on without that part (`blocks`). The returned function gives up.
 */
export function persistently<Part>(load: () => Promise<Part>, got: (part: Part) => void, blocks: () => boolean) {
  let given = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = (): void => {
    load().then(
      (part) => {
        if (given) return;
        if (blocks()) forget("reloaded");
        got(part);
      },
      async () => {
        if (tries++ > 0 && blocks() && remembered("reloaded") === null && (await answers())) {
          remember("reloaded", "yes");
          // Where nothing can be remembered nobody would know when to stop.
          if (!given && remembered("reloaded") !== null) return location.reload();
        }
        if (!given) timer = setTimeout(attempt, AGAIN_MS);
      },
    );
  };
  attempt();
  return () => {
    given = true;
    clearTimeout(timer);
  };
}
