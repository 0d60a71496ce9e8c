package rest

import (
	"bytes"
	"errors"
	"net/http"
	"strings"

	"tiddly/internal/fault"
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
	for _, coding := range x.r.Header["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return nil, fault.New(fault.RequestMediaType, "the Content-Encoding of the body is not supported").
				WithHint("send the body as it is, without compression")
		}
	}
	if x.r.ContentLength > int64(x.options.Body) {
		return nil, x.tooLarge()
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, int64(x.options.Body))); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, x.tooLarge()
		}
		return nil, fault.Wrap(err, fault.RequestMalformed, "the body could not be read")
	}
	return b.Bytes(), nil
}

func (x *exchange) tooLarge() *fault.Fault {
	return fault.New(fault.LimitBody, "the body has more than %d bytes", x.options.Body).WithHint("send less at a time")
}
