  DateTime: new Scalar<string, Date>({ parse: instant, serialize: text, is: (value) => value instanceof Date }),
