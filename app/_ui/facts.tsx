import type { ReactNode } from "react";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values side by side: the numbers of a member or a torrent. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-hidden rounded-box border border-line bg-line">
      {facts.map((fact) => (
        <div key={fact.name} className="grow basis-[40%] bg-base-100 px-3 py-2 sm:basis-32">
          <dt className="text-xs text-muted">{fact.name}</dt>
          <dd className="tabular text-[0.9375rem]/6 font-medium">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
