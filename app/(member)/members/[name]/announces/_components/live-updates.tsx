"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

import { Button } from "../../../../../_ui/button";

const EVERY_MS = 3000;

/**
 * Shows what comes in while the page is looked at, with a way to hold it still (WCAG 2.2.2).
 * Without JavaScript there is a button that loads the page again.
 */
export function LiveUpdates() {
  const router = useRouter();
  const [isPaused, setPaused] = useState(false);
  const [isPending, startTransition] = useTransition();
  const isBusy = useRef(false);

  useEffect(() => {
    isBusy.current = isPending;
  }, [isPending]);

  useEffect(() => {
    if (isPaused) return undefined;
    const refresh = () => {
      // An answer that takes longer than the interval is waited for.
      if (isBusy.current || document.visibilityState !== "visible") return;
      startTransition(() => {
        router.refresh();
      });
    };
    const timer = setInterval(refresh, EVERY_MS);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [isPaused, router]);

  return (
    <div className="flex items-center gap-2 noscript:hidden">
      <span role="status" className="text-[0.8125rem] text-muted">
        {isPaused ? "Paused" : "As they come in"}
      </span>
      <Button
        size="small"
        onClick={() => {
          setPaused(!isPaused);
        }}
      >
        {isPaused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}
