/** The test asks for what cannot be: `testDag` rejects with it, where any other error of a body would only fail its task. */
export class TestMistake extends Error {
  constructor(message: string) {
    super(`testDag: ${message}`);
    this.name = 'TestMistake';
  }
}
