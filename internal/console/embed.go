//go:build !noconsole

package console

import "embed"

// dist is what `npm run build` makes in web/.
//
//go:embed dist
var dist embed.FS

const embedded = true
