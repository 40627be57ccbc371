import { Icon } from "../../ui/icon.tsx";
import { codingText as text } from "../text/coding.ts";
import { flagInWords } from "../text/flags.ts";

/** What a person should look at before deciding, in sentences; the flag's own name stays, small, for whoever looks it up. */
export function Flags({ flags }: { flags: readonly string[] }) {
  return (
    <section class="card" aria-labelledby="flags-heading">
      <h2 id="flags-heading">{text.flags}</h2>
      {flags.length === 0 ? (
        <p class="aside">{text.flagsNone}</p>
      ) : (
        <ul class="flags">
          {flags.map((flag) => (
            <li key={flag}>
              <Icon name="warning" />
              <span>
                {flagInWords(flag)} <code class="aside">{flag}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
