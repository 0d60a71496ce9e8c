package kit

import (
	"fmt"
	"strings"
)

// codegenFiles returns the kit of graphql-codegen, for any client.
func codegenFiles(m *model, o Options) []File {
	return append(fixed("shared/errors.ts"),
		File{"codegen.mjs", m.codegenConfig("codegen", o, plainScalar)},
		File{"persisted-documents.mjs", text("codegen/persisted-documents.mjs")},
	)
}

// codegenConfig returns the configuration of graphql-codegen, with the types of each scalar.
func (m *model) codegenConfig(kit string, o Options, types func(scalar string) (input, output string)) string {
	var b strings.Builder
	for _, s := range m.scalars {
		input, output := types(s)
		if input == output {
			fmt.Fprintf(&b, "          %s: '%s',\n", s, output)
			continue
		}
		fmt.Fprintf(&b, "          %s: { input: '%s', output: '%s' },\n", s, input, output)
	}
	return filled("shared/codegen.mjs", "kit", kit, "sources", o.Sources, "scalars", b.String())
}

// plainScalar returns the types of a scalar in variables and in results, as the server takes and sends it.
func plainScalar(scalar string) (input, output string) {
	switch scalar {
	case "BigInt", "Decimal":
		return "string | number", sent(scalar)
	}
	return sent(scalar), sent(scalar)
}

// sent returns the type of a scalar as the server sends it. What the owner of the server defined can be anything.
func sent(scalar string) string {
	switch scalar {
	case "BigInt", "Bytes", "Date", "DateTime", "Decimal", "Time", "UUID":
		return "string"
	}
	return "unknown"
}
