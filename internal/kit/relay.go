package kit

import (
	"bytes"
	"encoding/json"
)

// relayConfig is the configuration of relay-compiler.
type relayConfig struct {
	Source             string            `json:"src"`
	Schema             string            `json:"schema"`
	Language           string            `json:"language"`
	EagerESModules     bool              `json:"eagerEsModules"`
	ImportTypes        bool              `json:"useImportTypeSyntax"`
	SchemaConfig       map[string]string `json:"schemaConfig"`
	CustomScalars      map[string]string `json:"customScalarTypes"`
	RequireScalarTypes bool              `json:"requireCustomScalarTypes"`
}

// relayFiles returns the kit of Relay: the configuration of its compiler, its environment, and its plugin for Vite.
func relayFiles(m *model, o Options) []File {
	identity := "    // A column id is not unique among all rows; this is.\n    getDataID: (row) => row['" + m.id + "'],\n"
	if m.id == "id" {
		identity = "" // Relay's own
	}
	return append(fixed("relay/vite.mjs", "relay/vite.config.mjs", "relay/vite.d.mts", "shared/errors.ts"),
		File{"relay.config.json", m.relayConfig(o)},
		File{"environment.ts", filled("relay/environment.ts", "identity", identity, "argument", m.idArgument, "arguments", m.idsArgument)},
		File{"persisted-documents.mjs", text("relay/persisted-documents.mjs")},
	)
}

func (m *model) relayConfig(o Options) string {
	scalars := map[string]string{}
	for _, s := range m.scalars {
		scalars[s] = sent(s)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(relayConfig{
		Source: o.Sources, Schema: "./schema.graphql", Language: "typescript", EagerESModules: true, ImportTypes: true,
		SchemaConfig:  map[string]string{"nodeInterfaceIdField": m.id, "nodeInterfaceIdVariableName": m.idArgument},
		CustomScalars: scalars, RequireScalarTypes: true,
	}); err != nil {
		panic("invariant broken: texts cannot be written as JSON: " + err.Error())
	}
	return b.String()
}
