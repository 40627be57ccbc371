import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { common } from "../text/common.ts";

interface Props<Given extends object> {
  load: () => Promise<ComponentType<Given>>;
  with: Given;
}

/** A part of the application whose code comes when it is first shown. A browser may never fetch again what failed, and a server
 * that was updated has other files: what helps is to load the page anew, at the same address. */
export function Later<Given extends object>({ load, with: props }: Props<Given>) {
  const [Part, setPart] = useState<ComponentType<Given> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => setFailed(true),
    );
  }, [load]);
  if (Part) return <Part {...props} />;
  return failed ? (
    <div class="notice danger">
      <p>{common.unreachable}</p>
      <Button onClick={() => location.reload()}>{common.tryAgain}</Button>
    </div>
  ) : (
    <p class="loading" role="status">
      {common.loading}
    </p>
  );
}
