// graphql-codegen's client preset over the schema of the running server, as strict as it goes.
export default {
  // Introspection leaves @oneOf out unless it is asked for.
  schema: [{ [process.env.TIDDLY_URL]: { oneOf: true } }],
  documents: ['typed/*.ts'],
  generates: {
    '.work/gql/': {
      preset: 'client',
      config: {
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: {
          BigInt: { input: 'string | number', output: 'string' },
          Bytes: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: { input: 'string | number', output: 'string' },
          JSON: { input: 'unknown', output: 'unknown' },
          Time: 'string',
          UUID: 'string',
        },
      },
    },
  },
};
