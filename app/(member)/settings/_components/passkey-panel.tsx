import { buttonClasses } from "../../../_ui/button";
import { Confirm } from "../../../_ui/confirm";
import { CopyField } from "../../../_ui/copy-field";
import { Form } from "../../../_ui/form";
import { Panel } from "../../../_ui/panel";
import { SubmitButton } from "../../../_ui/submit-button";
import { newPasskey } from "../actions";

/** The member's announce address, hidden until asked for: somebody may look over a shoulder. */
export function PasskeyPanel({
  passkey,
  announceUrl,
}: {
  readonly passkey: string;
  readonly announceUrl: string;
}) {
  return (
    <Panel
      title="Tracker address"
      help="It is in every .torrent file that you download here. Whoever has it can act as you in swarms."
    >
      <div className="flex flex-col gap-4">
        <details>
          <summary
            className={`${buttonClasses()} w-fit list-none [&::-webkit-details-marker]:hidden`}
          >
            Show my address
          </summary>
          <div className="mt-3 flex flex-col gap-3">
            <CopyField label="Announce URL" value={announceUrl} />
            <CopyField label="Passkey" value={passkey} />
          </div>
        </details>
        <Form action={newPasskey} label="Reset passkey">
          <Confirm label="Reset passkey">
            <p>
              Your present address stops working at once, in all your clients. You have to give them
              the new one, torrent by torrent. Do it when somebody else may know your address.
            </p>
            <SubmitButton look="danger" className="w-fit">
              Reset my passkey
            </SubmitButton>
          </Confirm>
        </Form>
      </div>
    </Panel>
  );
}
