import { describe, expect, test } from "vitest";

import { ROLES, type Role } from "#lib/access/permissions";

import {
  assignableRoles,
  maySeePrivate,
  refusalToBan,
  refusalToReset,
  rolesBelow,
  type Ranked,
} from "./policy";

const actor = (role: Role): Ranked => ({ memberId: 1, role });
const target = (role: Role): Ranked => ({ memberId: 2, role });

/** Whom each role stands above: written out, so that the code cannot agree with itself. */
const above: Record<Role, readonly Role[]> = {
  member: [],
  moderator: ["member"],
  admin: ["member", "moderator"],
  owner: ["member", "moderator", "admin"],
};

const pairs = ROLES.flatMap((mine) => ROLES.map((theirs) => ({ mine, theirs })));

describe("nobody acts on their peers or on those above", () => {
  test.each(pairs)("$mine on $theirs", ({ mine, theirs }) => {
    const may = above[mine].includes(theirs);
    expect(refusalToBan(actor(mine), target(theirs)) === null).toBe(may);
    expect(refusalToReset(actor(mine), target(theirs)) === null).toBe(may);
    expect(maySeePrivate(actor(mine), target(theirs))).toBe(may);
  });
});

describe("nobody acts on themselves", () => {
  test.each(ROLES)("%s", (role) => {
    expect(refusalToBan(actor(role), actor(role))).toMatch(/yourself/);
    expect(refusalToReset(actor(role), actor(role))).toMatch(/your settings/i);
    expect(assignableRoles(actor(role), actor(role))).toEqual([]);
    expect(maySeePrivate(actor(role), actor(role))).toBe(true);
  });
});

describe("roles are given below one's own, and owners alone make and unmake owners", () => {
  const given: Record<`${Role} ${Role}`, readonly Role[]> = {
    "member member": [],
    "member moderator": [],
    "member admin": [],
    "member owner": [],
    "moderator member": [],
    "moderator moderator": [],
    "moderator admin": [],
    "moderator owner": [],
    "admin member": ["moderator"],
    "admin moderator": ["member"],
    "admin admin": [],
    "admin owner": [],
    "owner member": ["moderator", "admin", "owner"],
    "owner moderator": ["member", "admin", "owner"],
    "owner admin": ["member", "moderator", "owner"],
    "owner owner": ["member", "moderator", "admin"],
  };
  test.each(pairs)("$mine to $theirs", ({ mine, theirs }) => {
    expect(assignableRoles(actor(mine), target(theirs))).toEqual(given[`${mine} ${theirs}`]);
  });
});

test("the roles below a role leave itself out", () => {
  for (const role of ROLES) expect(rolesBelow(role)).toEqual(above[role]);
});
