"use client";

import { useId, useRef, useState } from "react";

import { Button } from "./button";
import { CheckIcon, CopyIcon } from "./icons";

/** A value to take elsewhere: selectable as it is, with a button for comfort. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={input}
          id={id}
          readOnly
          value={value}
          spellCheck={false}
          className="input font-mono text-[0.8125rem]"
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <Button
          aria-label={`Copy: ${label}`}
          className="noscript:hidden"
          onClick={() => {
            input.current?.select();
            void copy(value).then(setCopied);
          }}
        >
          {isCopied ? <CheckIcon /> : <CopyIcon />}
          <span role="status">{isCopied ? "Copied" : "Copy"}</span>
        </Button>
      </div>
    </div>
  );
}

/** Browsers have no clipboard on plain http: the value is selected then, ready for Ctrl-C. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
