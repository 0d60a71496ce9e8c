//go:build noconsole

package console

import "embed"

// dist is empty: this build has no pages.
var dist embed.FS

const embedded = false
