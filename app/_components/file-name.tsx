/**
 * A name out of somebody's file, harmless: what would turn the text around or cannot be seen is
 * shown by its code, and the name's direction ends with it.
 */
export function FileName({ children }: { readonly children: string }) {
  const parts = children.split(hidden);
  return (
    <bdi>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <span
            key={index}
            className="rounded-sm bg-warning/15 px-0.5 font-mono text-xs text-warning"
          >
            U+{part.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}
          </span>
        ),
      )}
    </bdi>
  );
}

/** Bidirectional controls, zero-width and other invisible characters; joiners make scripts work. */
const hidden =
  /([\u0080-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb])/;
