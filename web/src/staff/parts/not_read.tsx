import { Button } from "../../ui/button.tsx";
import { common } from "../text/common.ts";
import { StatePage } from "./state_page.tsx";

interface Props {
  title: string;
  loading: string;
  /** Why it could not be read; empty while it is being read. */
  failed: string;
  again: () => Promise<void>;
}

/** In a list's place, before it was read for the first time. */
export function NotRead({ title, loading, failed, again }: Props) {
  return failed ? (
    <StatePage title={title}>
      <p>{failed}</p>
      <Button kind="primary" onClick={() => void again()}>
        {common.tryAgain}
      </Button>
    </StatePage>
  ) : (
    <p class="loading" role="status">
      {loading}
    </p>
  );
}
