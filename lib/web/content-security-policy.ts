import { env } from "#lib/env";

/**
 * The policy of one response: scripts by nonce alone, nothing from anywhere else, no frames.
 * Development needs `eval` (React's stacks) and inline styles (Next's overlay).
 */
export function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === "development";
  const scripts = `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`;
  return [
    "default-src 'self'",
    isDevelopment ? `${scripts} 'unsafe-eval'` : scripts,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    isDevelopment ? "connect-src 'self' ws:" : "connect-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join("; ");
}
