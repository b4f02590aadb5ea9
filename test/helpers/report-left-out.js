// Reports at the end of a run of all tests which suites were left out, what they need, and how to run them.
const { installing, suitesThatNeed } = require('./needs');

module.exports = class {
  constructor({ testPathPatterns }, { programs }) {
    this.isWhole = testPathPatterns.patterns.length === 0;
    this.programs = programs;
  }

  onRunComplete() {
    const suites = suitesThatNeed(this.programs);
    if (!this.isWhole || suites.length === 0) return;
    const needed = [...new Set(suites.flatMap(({ needs }) => needs))].filter((name) => this.programs.includes(name));
    const width = Math.max(...suites.map(({ file }) => file.length));
    const lines = [
      '',
      `Left out: ${suites.length} suites that need more than Node, or some minutes.`,
      ...suites.map(({ file, needs }) => `  ${file.padEnd(width)}  ${needs.join(', ')}`),
      `Run them too with: npm run test:all`,
      `They need: ${installing(needed)}.`,
    ];
    // Jest prints its summary after this call.
    process.once('exit', () => console.error(lines.join('\n')));
  }
};
