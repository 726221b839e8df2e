import { describe, expect, test } from "vitest";

import type { Actor } from "./actor";
import { authorize, can, isAtLeast } from "./authorize";
import { mintActor } from "./mint";
import { PERMISSIONS, ROLES, type Permission, type Role } from "./permissions";

const viewerId = 7;
const viewer = (role: Role): Actor => mintActor({ memberId: viewerId, name: role, role });

/**
 * Who holds what, written out by hand: m(ember), M(oderator), a(dmin), o(wner). A changed table
 * must be changed here too, on purpose. `own` is who holds it for a thing of their own.
 */
const expected: Record<Permission, { any: string; own: string }> = {
  "torrent.view": { any: "mMao", own: "mMao" },
  "torrent.upload": { any: "mMao", own: "mMao" },
  "torrent.comment": { any: "mMao", own: "mMao" },
  "torrent.edit": { any: "Mao", own: "mMao" },
  "torrent.delete": { any: "Mao", own: "Mao" },
  "comment.delete": { any: "Mao", own: "mMao" },
  "member.view": { any: "mMao", own: "mMao" },
  "member.seePrivate": { any: "Mao", own: "mMao" },
  "member.editSelf": { any: "mMao", own: "mMao" },
  "member.ban": { any: "Mao", own: "Mao" },
  "member.setRole": { any: "ao", own: "ao" },
  "member.resetPasskey": { any: "ao", own: "mMao" },
  "member.resetPassword": { any: "ao", own: "ao" },
  "member.add": { any: "ao", own: "ao" },
  "invite.create": { any: "mMao", own: "mMao" },
  "staff.view": { any: "Mao", own: "Mao" },
  "client.edit": { any: "Mao", own: "Mao" },
  "settings.edit": { any: "ao", own: "ao" },
  "audit.view": { any: "ao", own: "ao" },
};

const letters: Record<Role, string> = { member: "m", moderator: "M", admin: "a", owner: "o" };

test("every permission of the table is in the matrix below, and no other", () => {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(PERMISSIONS).sort());
});

const matrix = (Object.keys(PERMISSIONS) as Permission[]).flatMap((permission) =>
  ROLES.map((role) => ({ permission, role })),
);

describe("who holds which permission", () => {
  test.each(matrix)("$role and $permission", ({ permission, role }) => {
    const { any, own } = expected[permission];
    const letter = letters[role];
    expect(can(viewer(role), permission)).toBe(any.includes(letter));
    expect(can(viewer(role), permission, { ownerId: viewerId + 1 })).toBe(any.includes(letter));
    expect(can(viewer(role), permission, { ownerId: null })).toBe(any.includes(letter));
    expect(can(viewer(role), permission, { ownerId: viewerId })).toBe(own.includes(letter));
  });

  test.each(matrix)("a permit for $role and $permission", ({ permission, role }) => {
    const ask = () => authorize(viewer(role), permission);
    if (expected[permission].any.includes(letters[role])) {
      expect(ask().actor.memberId).toBe(viewerId);
    } else {
      expect(ask).toThrow(expect.objectContaining({ name: "AppError", code: "forbidden" }));
    }
  });
});

test("no role holds less than the one before it", () => {
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    const held = ROLES.map((role) => can(viewer(role), permission));
    expect(held).toEqual([...held].sort());
  }
});

test("a role is at least itself", () => {
  expect(isAtLeast("admin", "admin")).toBe(true);
  expect(isAtLeast("admin", "owner")).toBe(false);
  expect(isAtLeast("owner", "member")).toBe(true);
});
