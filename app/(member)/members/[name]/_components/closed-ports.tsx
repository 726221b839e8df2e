import type { ClosedPort } from "#lib/announces/types";

import { WarningIcon } from "../../../../_ui/icons";
import { RelativeTime } from "../../../../_ui/relative-time";

const SHOWN_ADDRESSES = 3;

/** Ports that could not be reached, why that matters, and how to open them. Nothing when all is well. */
export function ClosedPorts({ ports }: { readonly ports: readonly ClosedPort[] }) {
  if (ports.length === 0) return null;
  return (
    <section
      aria-labelledby="closed-ports"
      className="flex gap-3 rounded-box border border-accent/40 bg-accent/5 px-4 py-3"
    >
      <WarningIcon className="mt-0.5 size-4 shrink-0 text-accent" />
      <div className="flex min-w-0 flex-col gap-2">
        <h2 id="closed-ports" className="font-semibold">
          {ports.length === 1 ? "A port is closed" : "Ports are closed"}
        </h2>
        <ul className="flex flex-col gap-0.5">
          {ports.map((closed) => (
            <li key={`${closed.port} ${closed.client}`}>
              <strong className="font-medium">Port {closed.port}</strong> of {closed.client} could
              not be reached at{" "}
              <span className="tabular wrap-anywhere">{someOf(closed.addresses)}</span>. Its last
              announce was <RelativeTime value={closed.lastSeenAt} />.
            </li>
          ))}
        </ul>
        <p className="max-w-prose text-muted">
          Nobody can connect to this client: it trades only with peers that it reaches itself. Two
          members with closed ports cannot trade at all, so it finds fewer peers and uploads less.
        </p>
        <HowToOpen />
      </div>
    </section>
  );
}

/** A home network may change its IPv6 addresses every day. */
function someOf(addresses: readonly string[]): string {
  const shown = addresses.slice(0, SHOWN_ADDRESSES).join(", ");
  const more = addresses.length - SHOWN_ADDRESSES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function HowToOpen() {
  return (
    <details>
      <summary className="link-text w-fit">How to open it</summary>
      <ul className="mt-2 flex max-w-prose list-disc flex-col gap-1.5 pl-5">
        <li>
          <strong className="font-medium">Let the client ask the router.</strong> Switch on UPnP and
          NAT-PMP in the client&rsquo;s connection settings, and UPnP in the router.
        </li>
        <li>
          <strong className="font-medium">Or forward the port by hand.</strong> Give the client one
          fixed port between 49152 and 65535, and forward it in the router, TCP and UDP, to the
          device that the client runs on.
        </li>
        <li>
          <strong className="font-medium">Let it through the firewall</strong> of that device, and
          of the router for IPv6, which needs no forwarding but is often blocked.
        </li>
        <li>
          <strong className="font-medium">Behind a VPN</strong> only its provider can forward a
          port. Choose one that does, and set the port that it gives you in the client.
        </li>
        <li>
          <strong className="font-medium">Some providers share one address</strong> among many
          customers (CGNAT). Ask yours for a public IPv4 address, or use IPv6.
        </li>
      </ul>
      <p className="mt-2 max-w-prose text-muted">
        The tracker tries the port again by itself after later announces. This note goes away when
        it gets through.
      </p>
    </details>
  );
}
