import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link that asks for its page when it is followed, not when it is seen: fifty rows of a list
 * would be fifty requests for nothing.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
