import { Field } from "../../../_ui/field";

/** Why: asked before every act that someone will want explained. */
export function ReasonField({ help }: { readonly help: string }) {
  return <Field name="reason" label="Reason" help={help} maxLength={300} autoComplete="off" />;
}
