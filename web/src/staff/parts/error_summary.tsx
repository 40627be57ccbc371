import { useEffect, useRef } from "preact/hooks";
import type { Fault } from "../forms/checks.ts";
import { common } from "../text/common.ts";

interface Props {
  faults: readonly Fault[];
  /** Grows with every try to send: the summary takes the focus again even when the same things are wrong. */
  tries: number;
}

/** What is wrong with a form, on top of it, each line leading to its field (by its name). It takes the focus, so it is read aloud. */
export function ErrorSummary({ faults, tries }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const any = faults.length > 0;
  // A new try is the reason to take the focus again.
  useEffect(() => {
    if (any) box.current?.focus();
  }, [any, tries]);
  if (!any) return null;
  return (
    <div class="summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{common.problemTitle}</h2>
      <ul>
        {faults.map((fault) => (
          <li key={fault.field + fault.message}>
            {fault.field ? (
              <a
                href={`#${fault.field}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementsByName(fault.field)[0]?.focus();
                }}
              >
                {fault.message}
              </a>
            ) : (
              fault.message
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is wrong with `field`, if anything is: shown beside it, and announced by the summary alone. */
export function faultOf(faults: readonly Fault[], field: string): Fault | undefined {
  return faults.find((fault) => fault.field === field);
}

/** The same beside a group of fields, which has no error of its own. */
export function FaultBeside({ fault, id }: { fault: Fault | undefined; id?: string }) {
  return fault ? (
    <p class="error" {...(id === undefined ? {} : { id })}>
      {fault.message}
    </p>
  ) : null;
}
