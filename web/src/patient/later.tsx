import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The way to the photos; its code is shared by every page that shows it. */
export const photosDoor = () => import("../photos/door.tsx").then((chunk) => chunk.PhotosDoor);

/** A part of the page whose code comes when it is shown: nothing stands there until then, and the page works without it. */
export function Later<Props extends object>({
  load,
  with: props,
}: {
  load: () => Promise<ComponentType<Props>>;
  with: Props;
}) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => undefined,
    );
  }, [load]);
  return Part && <Part {...props} />;
}
