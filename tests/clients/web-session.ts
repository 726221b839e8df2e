/** A member at the pages as a browser with JavaScript off: forms, redirects and one cookie. */
export type WebSession = { fetchBytes: (path: string) => Promise<Uint8Array> };

/** Signs in at /login. @throws Error when no session comes of it */
export async function signIn(
  origin: string,
  { name, password }: { name: string; password: string },
): Promise<WebSession> {
  const page = await fetch(`${origin}/login`);
  const form = new FormData();
  for (const [field, value] of hiddenFields(formWith("password", await page.text())))
    form.set(field, value);
  form.set("name", name);
  form.set("password", password);
  const answer = await fetch(`${origin}/login`, {
    method: "POST",
    body: form,
    headers: { Origin: origin },
    redirect: "manual",
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (answer.status !== 303 || cookies.length === 0) {
    throw new Error(`signing in as ${name} was answered with ${answer.status}`);
  }
  const headers = { Cookie: cookies.join("; ") };
  return {
    async fetchBytes(path) {
      const response = await fetch(`${origin}${path}`, { headers, redirect: "manual" });
      if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

function formWith(field: string, html: string): string {
  const forms = html.match(/<form[^]*?<\/form>/g) ?? [];
  return forms.find((form) => form.includes(`name="${field}"`)) ?? "";
}

/** React puts the action's name, and the form's state, into hidden fields for such browsers. */
function hiddenFields(html: string): [string, string][] {
  return [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
    unescapeHtml(/\bname="([^"]*)"/.exec(tag)?.[1] ?? ""),
    unescapeHtml(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ""),
  ]);
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
