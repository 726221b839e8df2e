/** Our mark: a comb with one cell on its way. A file, so that pages need not carry the drawing. */
export function Logo({ className = "size-7" }: { readonly className?: string }) {
  // eslint-disable-next-line @next/next/no-img-element -- next/image writes inline styles, which our policy refuses
  return <img src="/logo.svg" alt="" width="32" height="32" className={className} />;
}
