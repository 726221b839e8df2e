/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "only-identification-mints-actors",
      comment:
        "Sessions, API keys, the command line and jobs identify; everyone else is handed an Actor.",
      severity: "error",
      from: { pathNot: ["^lib/(web|jobs|cli)/", "^lib/access/", "^tests/", "^prisma/"] },
      to: { path: "^lib/access/mint\\.ts$" },
    },
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "lib-never-imports-app",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^app/" },
    },
    {
      name: "only-lib-web-knows-next",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/web/" },
      to: { path: "node_modules/(next|next-auth|react|react-dom|server-only)/" },
    },
    {
      name: "only-app-imports-lib-web",
      severity: "error",
      from: { path: "^(lib|server\\.ts|scripts)", pathNot: "^lib/web/" },
      to: { path: "^lib/web/", pathNot: "^lib/web/next-server\\.ts$" },
    },
    {
      name: "app-never-touches-the-database",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^(lib/db/|node_modules/(pg|@prisma)/)" },
    },
    {
      name: "prisma-only-in-data-files",
      severity: "error",
      from: {
        pathNot: [
          "^lib/db/",
          "^lib/[^/]+/(queries|mutations)[a-z-]*\\.ts$",
          "^lib/(ledger|registry)/",
          "^lib/cli/main\\.ts$",
          "^server\\.ts$",
          "^tests/",
          "^prisma/",
          "\\.test\\.ts$",
        ],
      },
      to: { path: ["^lib/db/", "node_modules/@prisma/client"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tracker-is-pure",
      severity: "error",
      from: { path: "^lib/tracker/" },
      to: { path: ["^lib/(?!tracker/)"] },
    },
    {
      name: "tracker-core-has-no-io",
      severity: "error",
      from: { path: "^lib/tracker/", pathNot: ["^lib/tracker/frontends/", "\\.test\\.ts$"] },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|buffer)$" },
    },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-deps-in-prod",
      severity: "error",
      from: { path: "^(app|lib)/", pathNot: "\\.test\\.tsx?$" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|node_modules/\\.cache|lib/db/generated)" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
