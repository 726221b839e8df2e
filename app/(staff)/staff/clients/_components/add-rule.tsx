"use client";

import { Field, SelectField } from "../../../../_ui/field";
import { Form, useForm } from "../../../../_ui/form";
import { SubmitButton } from "../../../../_ui/submit-button";
import { addRule } from "../actions";

interface Example {
  readonly field: "peer_id" | "user_agent";
  readonly prefix: string;
  readonly client: string;
}

/** Makes a rule. A denial that hits clients which are in use is asked about once more. */
export function AddRule({
  examples,
  prefix,
}: {
  readonly examples: readonly Example[];
  /** Filled in already: the client was chosen on the page. */
  readonly prefix: string | undefined;
}) {
  return (
    <Form action={addRule} label="Add rule" className="max-w-2xl">
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          name="verdict"
          label="Rule"
          choices={[
            { value: "deny", label: "Deny" },
            { value: "allow", label: "Allow" },
          ]}
        />
        <SelectField
          name="field"
          label="What begins so"
          choices={[
            { value: "peer_id", label: "Peer id" },
            { value: "user_agent", label: "User agent" },
          ]}
        />
      </div>
      <Field
        name="prefix"
        label="Beginning"
        help="-UT is every version of µTorrent, -TR3000- one version of Transmission. A peer id is compared letter by letter, a user agent in any case."
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        list="client-prefixes"
        defaultValue={prefix}
      />
      <datalist id="client-prefixes">
        {examples.map((example) => (
          <option key={example.prefix} value={example.prefix}>
            {example.client}
          </option>
        ))}
      </datalist>
      <Field
        name="note"
        label="Reason"
        help="Refused clients show it, members read it. Say what to use instead. An allowed client needs none."
        maxLength={300}
        autoComplete="off"
      />
      <Submit />
    </Form>
  );
}

/** After a warning the same button confirms, for that very rule alone: see the action. */
function Submit() {
  const warnedOf = useForm().state.values?.["warnedOf"] ?? "";
  return (
    <div>
      <input key={warnedOf} type="hidden" name="warnedOf" defaultValue={warnedOf} />
      {warnedOf === "" ? (
        <SubmitButton>Add rule</SubmitButton>
      ) : (
        <SubmitButton look="danger">Deny them</SubmitButton>
      )}
    </div>
  );
}
