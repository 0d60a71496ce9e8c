package rest

import (
	"bytes"
	"errors"
	"net/http"

	"tiddly/internal/fault"
	"tiddly/internal/incoming"
)

// object reads the body as a JSON object, encoded once or twice, whatever its content type. Without a body it
// returns nil.
func (x *exchange) object() (*object, error) {
	text, err := x.body()
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil //nolint:nilnil // nil is the absent body
	}
	v, err := decode(string(text))
	if err != nil {
		return nil, err
	}
	if inner, ok := v.(string); ok {
		if v, err = decode(inner); err != nil {
			return nil, err
		}
	}
	o, ok := v.(*object)
	if !ok {
		return nil, fault.New(fault.RequestValue, "the body is %s", describe(v)).WithHint("send a JSON object")
	}
	return o, nil
}

func (x *exchange) body() ([]byte, error) {
	if incoming.Encoded(x.r.Header) {
		return nil, fault.New(fault.RequestMediaType, "the Content-Encoding of the body is not supported").
			WithHint("send the body as it is, without compression")
	}
	body, err := incoming.ReadAll(x.w, x.r, x.options.Body)
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, x.tooLarge()
		}
		return nil, fault.Wrap(err, fault.RequestMalformed, "the body could not be read").
			WithHint("send the request again, with a body of its Content-Length")
	}
	return body, nil
}

func (x *exchange) tooLarge() *fault.Fault {
	return fault.New(fault.LimitBody, "the body has more than %d bytes", x.options.Body).WithHint("send less at a time")
}
