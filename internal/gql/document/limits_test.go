package document

import (
	"tiddly/internal/gql/limits"
)

// The limits that documents are tested against.
var (
	maxSelections  = limits.Default().Fields
	maxRootAliases = limits.Default().RootAliases
	maxAliases     = limits.Default().Aliases
	maxTokens      = limits.Default().Tokens
	maxDirectives  = limits.Default().Directives
	maxDepth       = limits.Default().Depth
)
