/** Our mark: a comb with one cell on its way. The same drawing as public/logo.svg. */
export function Logo({ className = "size-7" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        fill="#e39a05"
        d="M16 11.55L19.85 13.78L19.85 18.23L16 20.45L12.15 18.23L12.15 13.77zM11.67 19.05L15.52 21.27L15.52 25.73L11.67 27.95L7.82 25.73L7.82 21.27z"
      />
      <path
        fill="#f3b41f"
        d="M7.34 11.55L11.19 13.78L11.19 18.23L7.34 20.45L3.49 18.23L3.49 13.77zM24.66 11.55L28.51 13.78L28.51 18.23L24.66 20.45L20.81 18.23L20.81 13.77z"
      />
      <path
        fill="#c97f00"
        d="M20.33 19.05L24.18 21.27L24.18 25.73L20.33 27.95L16.48 25.73L16.48 21.27z"
      />
      <path
        fill="#f8cc55"
        d="M11.67 4.05L15.52 6.28L15.52 10.73L11.67 12.95L7.82 10.73L7.82 6.28zM21.11 4.05L23.79 5.6L23.79 8.7L21.11 10.25L18.42 8.7L18.42 5.6z"
      />
    </svg>
  );
}
