// Where a request goes. Apart from the rest, since reading addresses takes a library that a rollback need not wait for.
export * from './match';
export * from './overlap';
