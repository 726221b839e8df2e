// Imported first: older versions fail in the modules that follow, in words that help nobody.
const oldest = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `This is Node ${process.versions.node}; Swarmkeep needs ${oldest.join(".")} or newer.\n` +
      "What to do: install a current Node from https://nodejs.org or your package manager.\n",
  );
  process.exit(1);
}
