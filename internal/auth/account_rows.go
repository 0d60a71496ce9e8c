package auth

import (
	"bytes"
	"encoding/json"
)

// rows are the rows of a list, of a payload, or of a field that returns one row or null.
type rows []map[string]any

// UnmarshalJSON reads each of the three forms.
func (r *rows) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	switch b[0] {
	case '[':
		return d.Decode((*[]map[string]any)(r))
	case '{':
		var one map[string]any
		if err := d.Decode(&one); err != nil {
			return err
		}
		if _, payload := one["rows"]; !payload {
			*r = rows{one}
			return nil
		}
		var inner struct {
			Rows rows `json:"rows"`
		}
		err := json.Unmarshal(b, &inner)
		*r = inner.Rows
		return err
	}
	return nil
}

// textOf returns the text of a cell of a key.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}
