import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Bytes of a connection id (BEP 15). */
export const CONNECTION_ID_BYTES = 8;

/** Seconds after which new ids are made; one is good for this long at least and twice that at most. */
const WINDOW_SECONDS = 120;

/**
 * Connection ids (BEP 15): they prove that a sender receives what is sent to its address. Nothing is
 * kept for any of them. An id is 64 bits of HMAC-SHA-256 over address and time, under a secret that
 * only this process knows: after a restart clients ask for another, which costs them one packet.
 */
export class ConnectionIds {
  private readonly secret = randomBytes(32);
  private readonly now: () => number;

  /** @param now Unix time in seconds */
  constructor(now: () => number) {
    this.now = now;
  }

  /** The id for an address of 4 or 16 bytes. */
  idFor(address: Uint8Array): Buffer {
    return this.make(address, this.window());
  }

  /** Whether the id was made for this address, in this window or the one before. */
  isValid(id: Uint8Array, address: Uint8Array): boolean {
    if (id.length !== CONNECTION_ID_BYTES) return false;
    const window = this.window();
    return (
      timingSafeEqual(id, this.make(address, window)) ||
      timingSafeEqual(id, this.make(address, window - 1))
    );
  }

  private window(): number {
    return Math.floor(this.now() / WINDOW_SECONDS);
  }

  private make(address: Uint8Array, window: number): Buffer {
    return createHmac("sha256", this.secret)
      .update(`${window} ${address.length} `)
      .update(address)
      .digest()
      .subarray(0, CONNECTION_ID_BYTES);
  }
}
