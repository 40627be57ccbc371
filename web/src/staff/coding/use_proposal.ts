import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { sentence } from "../refusal.ts";
import { codingText as text } from "../text/coding.ts";
import type { AddOn, Answers, Proposal } from "./proposal.ts";

export interface Deciding {
  decision: "accepted" | "overridden" | "review";
  code?: string | null;
  modifiers?: string[];
  pos?: string | null;
  units?: number;
  add_on_codes?: AddOn[];
  reason?: string;
}

export interface LoadedProposal {
  readonly proposal: ReadonlySignal<Proposal | null>;
  readonly failed: ReadonlySignal<string>;
  readonly reload: () => Promise<void>;
  /** Sends answers; the proposal that they lead to takes the place of the old one. */
  readonly answer: (answers: Answers) => Promise<boolean>;
  /** Sends a decision about exactly the proposal on screen; when it has changed meanwhile, the new one is shown instead. */
  readonly decide: (deciding: Deciding) => Promise<boolean>;
  /** Releases the newest decision, or asks its clinician a question about it. */
  readonly bill: (billing: { release: true } | { question: string }) => Promise<boolean>;
}

/** The proposal of a visit: read when the page opens, and after every answer and decision. */
export function useProposal(visit: string): LoadedProposal {
  const proposal = useSignal<Proposal | null>(null);
  const failed = useSignal("");
  const address = `/api/visits/${visit}`;
  const attempt = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      failed.value = "";
      return true;
    } catch (error) {
      failed.value = sentence(error);
      announce(failed.value);
      return false;
    }
  };
  const asked = useRef(0);
  /** Shows what comes of it, unless something was asked since: an older proposal must not take the newer one's place. */
  const show = async (coming: Promise<Proposal>) => {
    const mine = ++asked.current;
    const found = await coming;
    if (mine === asked.current) proposal.value = found;
  };
  const read = () => show(call<Proposal>("GET", `${address}/proposal`));
  const reload = useCallback(async () => void (await attempt(read)), []);
  useEffect(() => void reload(), [reload]);
  return {
    proposal,
    failed,
    reload,
    answer: (answers) => attempt(() => show(call<Proposal>("PUT", `${address}/coding-note`, answers))),
    bill: async (billing) => {
      const decision_version = proposal.peek()?.decisions.at(-1)?.version ?? 0;
      const asked = "question" in billing;
      try {
        if (asked) await call("POST", `${address}/claim/question`, { decision_version, question: billing.question });
        else await call("POST", `${address}/claim/release`, { decision_version });
        announce(asked ? text.sentBack : text.released);
        return await attempt(read);
      } catch (error) {
        if (error instanceof Problem && error.status === 409) await attempt(read);
        failed.value = sentence(error);
        announce(failed.value);
        return false;
      }
    },
    decide: async (deciding) => {
      const body = { ...deciding, input_hash: proposal.peek()?.input_hash ?? "" };
      try {
        await call("POST", `${address}/proposal/decision`, body);
        announce(text.decidedWords[deciding.decision] ?? "");
        return await attempt(read);
      } catch (error) {
        const stale = error instanceof Problem && error.code === "stale";
        if (stale) await attempt(read);
        failed.value = stale ? text.stale : sentence(error);
        announce(failed.value);
        return false;
      }
    },
  };
}
