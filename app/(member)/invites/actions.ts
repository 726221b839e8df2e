"use server";

import { z } from "zod";

import { baseUrl } from "#lib/env";
import { createInvite, revokeInvite } from "#lib/invites/mutations";
import { inviteUrl } from "#lib/invites/rules";
import { defineAction } from "#lib/web/define-action";

export const makeInvite = defineAction({
  permission: "invite.create",
  input: z.object({}),
  run: async (permit) => ({
    status: "done",
    message: "Your invite is ready. Its link is shown this once: copy it now.",
    values: { link: inviteUrl(baseUrl(), await createInvite(permit)) },
  }),
});

export const withdrawInvite = defineAction({
  permission: "invite.create",
  input: z.object({ inviteId: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async (permit, { inviteId }) => {
    await revokeInvite(permit, inviteId);
    return "The invite is revoked: its link no longer works.";
  },
});
