import type { ReactNode } from "react";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values side by side: the numbers of a member or a torrent. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-box border border-line bg-line sm:grid-cols-[repeat(auto-fit,minmax(8rem,1fr))]">
      {facts.map((fact) => (
        <div key={fact.name} className="bg-base-100 px-3 py-2">
          <dt className="text-xs text-muted">{fact.name}</dt>
          <dd className="tabular text-[0.9375rem]/6 font-medium">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
