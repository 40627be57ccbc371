import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../format/zoned.ts";
import type { SignInPlace } from "../records.ts";
import { sentence } from "../refusal.ts";
import { accountText as text } from "../text/account.ts";
import { PasswordAsked } from "./password_asked.tsx";

interface Props {
  title: string;
  /** The list's address: one's own, or somebody else's for the administrator. */
  address: string;
  /** Whether it is one's own, where ending asks for the password. */
  own: boolean;
  /** The button that ends all, or all others. */
  endAll: string;
  /** Changes when the list has to be read again. */
  version?: number;
}

/** Where somebody is signed in, each with a way to end it. */
export function SignIns({ title, address, own, endAll, version = 0 }: Props) {
  const places = useSignal<SignInPlace[] | null>(null);
  const failed = useSignal("");
  const said = useSignal("");
  /** What is to end once the password comes: an id, null for all others, undefined while nothing is asked. */
  const asking = useSignal<string | null | undefined>(undefined);
  const read = async () => {
    try {
      places.value = (await call<{ sign_ins: SignInPlace[] }>("GET", address)).sign_ins;
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  useEffect(() => void read(), [address, version]);
  const ended = async () => {
    said.value = text.ended;
    await read();
  };
  const end = async (id: string | null) => {
    said.value = failed.value = "";
    if (own) {
      asking.value = id;
      return;
    }
    try {
      await call("DELETE", id === null ? address : `${address}/${id}`);
      await ended();
    } catch (error) {
      const why = sentence(error);
      await read();
      failed.value = why;
    }
  };
  const shown = places.value ?? [];
  const others = shown.filter((place) => !place.current);
  return (
    <section class="card" aria-labelledby="sign-ins-heading">
      <h2 id="sign-ins-heading">{title}</h2>
      {failed.value && (
        <p class="error" role="alert">
          {failed.value}
        </p>
      )}
      {places.value?.length === 0 && <p class="aside">{text.nowhere}</p>}
      <ul class="places">
        {shown.map((place) => {
          const browser = place.browser ?? text.unknownBrowser;
          return (
            <li key={place.id}>
              <div>
                <strong>{browser}</strong>
                {place.current && <span class="tag">{text.here}</span>}
                {place.locked && <span class="tag">{text.locked}</span>}
                <p class="aside">
                  {text.since} {dayAndTime(place.since)}. {text.seen} {dayAndTime(place.seen)}.
                </p>
              </div>
              {!place.current && (
                <Button aria-label={text.endWhere(browser)} onClick={() => void end(place.id)}>
                  {text.end}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <p role="status">{said.value}</p>
      {others.length > 1 && <Button onClick={() => void end(null)}>{endAll}</Button>}
      {asking.value !== undefined && (
        <PasswordAsked
          title={asking.value === null ? endAll : text.end}
          lead={text.endLead}
          button={text.end}
          act={async (password) => {
            const sign_in = asking.value;
            await call("POST", `${address}/end`, sign_in === null ? { password } : { password, sign_in });
            await ended();
          }}
          onClose={() => {
            asking.value = undefined;
          }}
        />
      )}
    </section>
  );
}
