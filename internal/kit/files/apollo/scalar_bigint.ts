  // Beyond 2⁵³ a number would not be exact.
  BigInt: new Scalar<string, bigint>({
    parse: (text) => BigInt(text),
    serialize: (value) => value.toString(),
    is: (value) => typeof value === 'bigint',
  }),
