import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { navigate, path } from "../route.ts";
import { boardText as text } from "../text/board.ts";

const NUMBER = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The visit's number in what somebody pasted: the number itself, the address of a page, the name of a file. Pure. */
export function visitNumber(pasted: string): string | null {
  return NUMBER.exec(pasted)?.[0].toLowerCase() ?? null;
}

/** A way to the coding of one visit for whoever sees no board. */
export function OpenByNumber() {
  const pasted = useSignal("");
  const wrong = useSignal(false);
  return (
    <form
      class="open-by-number"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const visit = visitNumber(pasted.value);
        wrong.value = visit === null;
        if (visit !== null) navigate(path.coding(visit));
      }}
    >
      <TextField
        name="visit"
        label={text.number}
        hint={text.numberHint}
        autoComplete="off"
        value={pasted.value}
        error={wrong.value ? text.numberWrong : undefined}
        onInput={(event) => {
          pasted.value = event.currentTarget.value;
        }}
      />
      <Button type="submit" kind="primary">
        {text.openCoding}
      </Button>
    </form>
  );
}
