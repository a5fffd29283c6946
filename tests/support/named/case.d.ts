/** Uses a library. @returns what the test is to know besides the spans */
// What `load` gives is as untyped as any JavaScript: no library of a case is installed where types are checked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Case = (load: (module: string) => Promise<any>) => unknown;
