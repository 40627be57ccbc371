import { drop, newestOnly, openedOf, openWith, seal } from "../../api/sealed.ts";

const nameOf = (visit: string) => `reply ${visit}`;

/** The reply that this person had begun here and not sent, or nothing. `key` is theirs for this visit, given by the server. */
export async function keptReply(visit: string, key: string): Promise<string> {
  await openWith(visit, key);
  const found = (await openedOf(visit)).find((one) => one.key === nameOf(visit));
  return found ? new TextDecoder().decode(found.content) : "";
}

/** Keeps a reply while it is written, encrypted, for a day at most; an empty one is forgotten. */
export const keepReply = newestOnly(async ({ visit, text }: { visit: string; text: string }) => {
  if (text.trim() === "") await drop(nameOf(visit));
  else await seal(visit, nameOf(visit), new TextEncoder().encode(text));
});
