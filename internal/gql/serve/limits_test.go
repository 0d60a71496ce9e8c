package serve

// The bounds that documents are tested against.
var (
	maxSelections  = DefaultLimits().Fields
	maxRootAliases = DefaultLimits().RootAliases
	maxAliases     = DefaultLimits().Aliases
	maxTokens      = DefaultLimits().Tokens
	maxDirectives  = DefaultLimits().Directives
	maxDepth       = DefaultLimits().Depth
)
