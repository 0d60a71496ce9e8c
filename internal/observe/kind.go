package observe

// KeysKind is the kind of a value that holds the keys of all parents of a level.
const KeysKind = "keys"

// Kind names the kind of a bound value. It does not look at the value itself.
func Kind(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case int64, int:
		return "integer"
	case float64:
		return "float"
	case bool:
		return "boolean"
	case string:
		return "text"
	case []byte:
		return "bytes"
	default:
		return "other"
	}
}
