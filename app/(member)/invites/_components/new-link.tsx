"use client";

import { CopyField } from "../../../_ui/copy-field";
import { useForm } from "../../../_ui/form";

/** The link of the invite that was just made, out of the form's answer. */
export function NewLink() {
  const link = useForm().state.values?.["link"];
  return link === undefined ? null : <CopyField label="Invite link" value={link} />;
}
