package schema

// SemanticDirective marks fields that are null only beside an error, as Relay and Apollo read it.
const SemanticDirective = "semanticNonNull"

// semanticDirective writes the definition of the directive, if a field has it.
func (w *writer) semanticDirective() {
	if !w.semantics {
		return
	}
	w.raw("\n")
	w.describe("", "The field is null only if there is an error at its path. The levels are those of nested lists, of which 0 is the field itself.")
	w.raw("directive @", SemanticDirective, "(levels: [Int!]! = [0]) on FIELD_DEFINITION\n")
}
