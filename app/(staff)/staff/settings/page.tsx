import type { Metadata } from "next";

import { SETTING_GROUPS, settingField, type SettingField } from "#lib/settings/fields";
import { readSettings } from "#lib/settings/queries";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { Field, SelectField } from "../../../_ui/field";
import { Form } from "../../../_ui/form";
import { Panel } from "../../../_ui/panel";
import { SubmitButton } from "../../../_ui/submit-button";
import { StaffPage } from "../_components/staff-page";
import { changeSettings } from "./actions";

export const metadata: Metadata = { title: "Settings · Staff" };

export default definePage(async () => {
  const viewer = await requirePermission("settings.edit");
  const settings = await readSettings();
  return (
    <StaffPage
      viewer={viewer}
      section="settings"
      title="Settings"
      about="They hold for the whole site, at once. Every change stands in the audit log."
    >
      <Form action={changeSettings} label="Settings" className="max-w-5xl">
        <input type="hidden" name="shown" value={JSON.stringify(settings)} />
        {SETTING_GROUPS.map((group) => (
          <Panel key={group.title} title={group.title} help={group.help}>
            <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-2">
              {group.keys.map((key) => (
                <div key={key} id={key} className="scroll-mt-4">
                  <SettingInput field={settingField(key)} value={String(settings[key])} />
                </div>
              ))}
            </div>
          </Panel>
        ))}
        <Panel title="Save" help="All of the above at once.">
          <div className="flex max-w-xl flex-col gap-4">
            <Field
              name="reason"
              label="Reason"
              isOptional
              help="For the audit log: why you change this."
              maxLength={300}
              autoComplete="off"
            />
            <div>
              <SubmitButton>Save settings</SubmitButton>
            </div>
          </div>
        </Panel>
      </Form>
    </StaffPage>
  );
});

function SettingInput({ field, value }: { readonly field: SettingField; readonly value: string }) {
  const { key, title, kind } = field;
  if (kind.type === "choice") {
    return (
      <SelectField
        name={key}
        label={title}
        help={`${field.help} Normally ${capitalized(field.defaultValue)}.`}
        choices={kind.choices.map((choice) => ({ value: choice, label: capitalized(choice) }))}
        defaultValue={value}
      />
    );
  }
  if (kind.type === "text") {
    return (
      <Field
        name={key}
        label={title}
        help={`${field.help} Normally ${field.defaultValue}.`}
        maxLength={kind.maxLength}
        isOptional={field.isOptional}
        defaultValue={value}
        autoComplete="off"
      />
    );
  }
  return (
    <Field
      name={key}
      label={title}
      help={`${field.help} ${kind.min} to ${kind.max}, normally ${field.defaultValue}.`}
      inputMode="numeric"
      pattern="[0-9]*"
      defaultValue={value}
      autoComplete="off"
    />
  );
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
