package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tiddly/internal/config"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// maxDocument limits what explain reads, to what the server accepts from an administrator.
const maxDocument = 16 << 20

// explanation is the input of explain.
type explanation struct{ document, variables, operation string }

// explain returns the command that shows plan and SQL.
func (p *program) explain() *cobra.Command {
	var e explanation
	c := &cobra.Command{
		Use:   "explain [DOCUMENT | @FILE | -]",
		Short: "Show the plan and the SQL of a GraphQL document, without running it",
		Long: "Explain compiles a GraphQL document as the server would, and prints the plan, every statement and\n" +
			"the source of the values it binds. Nothing is run.\n\n" +
			"The document is the argument, the file after @, or standard input.",
		Example: "  tiddly explain --db shop.db '{ products(limit: 3) { name } }'\n" +
			"  tiddly explain --db shop.db --variables '{\"n\": 3}' @top.graphql",
		Args: arguments(0, 1, ""),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				e.document = args[0]
			}
			return p.runExplain(c, e)
		},
	}
	settingFlags(c.Flags(), "config", "db", "federation", "strict-names", "naming-preset", "timeout",
		"limit-tokens", "limit-fields", "limit-root-aliases", "limit-aliases", "limit-directives", "limit-depth", "limit-cost", "limit-rows")
	c.Flags().StringVar(&e.variables, "variables", "", "`JSON` object of the variables, or @FILE that holds it (default none)")
	c.Flags().StringVar(&e.operation, "operation", "", "`NAME` of the operation, required if the document has several (default none)")
	return c
}

func (p *program) runExplain(c *cobra.Command, e explanation) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	if e.document, err = readDocument(c.InOrStdin(), e.document); err != nil {
		return err
	}
	if e.variables, err = readFile(e.variables); err != nil {
		return err
	}
	return p.look(c.Context(), settings, func(o *opened) error {
		ctx, cancel := context.WithTimeout(c.Context(), settings.Limits.Time)
		defer cancel()
		text, err := o.explain(ctx, e, documentLimits(settings.Limits))
		if err != nil {
			return err
		}
		_, err = io.WriteString(p.stdout, text)
		return err
	})
}

// maxDepth limits the nesting of variables, as in the server.
const maxDepth = 1024

// values returns the variables, read as strictly as in the server.
func (e *explanation) values() (map[string]any, error) {
	if e.variables == "" {
		return map[string]any{}, nil
	}
	v, err := jsontext.Decode(e.variables, maxDepth)
	object, ok := v.(map[string]any)
	switch {
	case err != nil:
		return nil, &usageError{message: "--variables " + err.Error(), hint: `use an object such as '{"name": "value"}'`}
	case !ok:
		return nil, &usageError{message: "--variables is not a JSON object", hint: `use an object such as '{"name": "value"}'`}
	}
	return object, nil
}

// readDocument returns the document that the argument names.
func readDocument(stdin io.Reader, argument string) (string, error) {
	if argument != "" && argument != "-" {
		return readFile(argument)
	}
	if argument == "" && terminal(stdin) {
		return "", &usageError{message: "the document is missing", hint: "specify it as an argument, as @FILE, or as - for standard input"}
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxDocument))
	if err != nil {
		return "", fault.Wrap(err, fault.RequestMalformed, "standard input could not be read")
	}
	return string(text), nil
}

// readFile returns the content of the file for @FILE, and any other text unchanged.
func readFile(text string) (string, error) {
	if text == "" || text[0] != '@' {
		return text, nil
	}
	file, err := os.Open(text[1:])
	if err != nil {
		return "", &usageError{message: text[1:] + " could not be read", hint: err.Error()}
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, maxDocument))
	if err != nil {
		return "", &usageError{message: text[1:] + " could not be read", hint: err.Error()}
	}
	return string(content), nil
}
