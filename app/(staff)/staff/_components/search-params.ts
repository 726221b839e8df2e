/** What Next hands a page: a parameter that stands twice is a list. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The same filters on another page of the list. Absent and default values stay out. */
export function hrefWith(
  path: string,
  filters: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined && value !== "all") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
