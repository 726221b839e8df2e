/**
 * Seconds of seeding that an announce proves: since the last one, if the peer was seeding then and
 * nothing is amiss. A gap longer than `ttlSeconds` proves nothing, since the peer had expired, and
 * neither does a clock that went back.
 */
export function seedSeconds(
  wasSeeding: boolean,
  time: { readonly lastSeenAt: number; readonly now: number; readonly ttlSeconds: number },
): number {
  if (!wasSeeding) return 0;
  const elapsed = time.now - time.lastSeenAt;
  return elapsed > 0 && elapsed <= time.ttlSeconds ? elapsed : 0;
}
