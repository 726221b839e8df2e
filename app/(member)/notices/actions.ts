"use server";

import { z } from "zod";

import { markRead } from "#lib/notices/mutations";
import { noticeIdSchema } from "#lib/notices/schema";
import { defineAction } from "#lib/web/define-action";

export const markAllRead = defineAction({
  permission: "member.editSelf",
  input: z.object({ upTo: noticeIdSchema }),
  run: async (permit, { upTo }) => {
    await markRead(permit, { upTo });
    return "All notices are read.";
  },
});
