import { readTheme, type Theme } from "#lib/web/theme";

import { Form } from "../_ui/form";
import { SubmitButton } from "../_ui/submit-button";
import { chooseTheme } from "./actions";

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Three buttons of one form: each sends its theme, with JavaScript or without. */
export async function ThemePicker() {
  const current = await readTheme();
  return (
    <Form action={chooseTheme} label="Theme" isSilent>
      <div className="grid grid-cols-3 gap-1 rounded-field bg-base-200 p-1">
        {themes.map(({ value, label }) => (
          <SubmitButton
            key={value}
            name="theme"
            value={value}
            look="quiet"
            size="small"
            isPressed={value === current}
            className="text-muted aria-pressed:border-base-content/30 aria-pressed:bg-base-100 aria-pressed:text-base-content"
          >
            {label}
          </SubmitButton>
        ))}
      </div>
    </Form>
  );
}
